import { PmSimError } from '../../runtime/errors.ts';
import { loadDeviceFiles, writeDeviceFiles, type DeviceFiles } from './device-files.ts';
import { callIdentity, type IdentityContext } from './identity-call.ts';
import { attachIdentity, issueIdentity } from './issue.ts';

interface RotationWishes {
  readonly name: string;
  readonly policyName: string;
  readonly certsDir: string;
  /** Private keys are kept encrypted with it. */
  readonly passphrase?: string;
  /** Has the device connect with the new files; resolves to whether the broker let it in. */
  readonly adopt: (files: DeviceFiles) => Promise<boolean>;
}

/**
 * Gives a device a new certificate: issued and allowed first, then used, and only then is the old one
 * made inactive, so that there is no moment without a certificate that works. The old one stays known,
 * as AWS advises, until somebody deletes it. Works alike on AWS and on the twin.
 * @throws PmSimError `provision/not-adopted` with both certificates active, and what provisioning raises
 */
export async function rotateCertificate(options: IdentityContext & RotationWishes): Promise<void> {
  const { name, certsDir, clock, policyName, passphrase } = options;
  const secret = passphrase === undefined ? {} : { passphrase };
  const old = loadDeviceFiles({ certsDir, name, now: clock.now(), ...secret });
  const { arn, ...issued } = await issueIdentity(options, name);
  const files = writeDeviceFiles(certsDir, issued, passphrase);
  await attachIdentity(options, { name, arn, policyName });
  if (!(await options.adopt(files))) throw notAdopted(name);
  await callIdentity(options, 'UpdateCertificate', {
    certificateId: old.certificateId,
    newStatus: 'INACTIVE',
  });
}

function notAdopted(name: string): PmSimError {
  return new PmSimError(
    'provision/not-adopted',
    `${name} did not come back with its new certificate.`,
    { kind: 'connection', hint: 'Its old certificate is still active; see the connection above.' },
  );
}
