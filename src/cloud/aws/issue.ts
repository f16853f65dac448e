import { PmSimError } from '../../runtime/errors.ts';
import { createCsr } from '../x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../x509/keys.ts';
import { decodePem } from '../x509/pem.ts';
import { callIdentity, type IdentityContext } from './identity-call.ts';

/** A certificate just issued, active, with the key that was made for it on this machine. */
export interface IssuedIdentity {
  readonly arn: string;
  readonly name: string;
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/**
 * Has a certificate issued for a key made here; only the certification request travels.
 * @throws PmSimError `provision/no-certificate`, `provision/other-key`, `x509/name-too-long`
 */
export async function issueIdentity(
  context: IdentityContext,
  name: string,
): Promise<IssuedIdentity> {
  const keys = createKeyPair();
  const certificateSigningRequest = createCsr({ commonName: name }, keys);
  const issued = await callIdentity(context, 'CreateCertificateFromCsr', {
    certificateSigningRequest,
    setAsActive: true,
  });
  const { certificateArn: arn, certificateId, certificatePem } = issued;
  if (arn === undefined || certificateId === undefined || certificatePem === undefined) {
    throw new PmSimError(
      'provision/no-certificate',
      `The target issued no certificate for ${name}.`,
      { kind: 'connection', hint: 'Check that the endpoint is AWS IoT or the local twin.' },
    );
  }
  // Mocks of AWS IoT exist that certify a key of their own, with which no device could ever connect.
  if (!decodePem(certificatePem, 'CERTIFICATE').includes(keys.publicKeyInfo)) {
    throw new PmSimError(
      'provision/other-key',
      `The certificate that the target issued for ${name} is not for the key of the request.`,
      { kind: 'connection', hint: 'Use AWS IoT or the local twin; nothing was written.' },
    );
  }
  const key = privateKeyPem(keys.privateKey);
  return { arn, name, certificateId, certificatePem, privateKeyPem: key };
}

/** Gives a certificate its policy and its thing; repetition changes nothing. */
export async function attachIdentity(
  context: IdentityContext,
  link: { readonly name: string; readonly arn: string; readonly policyName: string },
): Promise<void> {
  const { name: thingName, arn, policyName } = link;
  await callIdentity(context, 'AttachPolicy', { policyName, target: arn });
  await callIdentity(context, 'AttachThingPrincipal', { thingName, principal: arn });
}
