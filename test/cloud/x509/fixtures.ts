import {
  createCertificateAuthority,
  type CertificateAuthority,
} from '../../../src/cloud/x509/authority.ts';
import type { Validity } from '../../../src/cloud/x509/certificate.ts';
import { createCsr } from '../../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../../src/cloud/x509/keys.ts';

export const DAY_MS = 86_400_000;
/** An instant in the real future's past, so that openssl's own clock finds the certificates valid. */
export const ISSUED_AT = Date.UTC(2026, 0, 1);
export const validity = { notBefore: ISSUED_AT, notAfter: ISSUED_AT + 40 * 365 * DAY_MS };

export function testAuthority(commonName = 'pm-sim test CA'): CertificateAuthority {
  return createCertificateAuthority({ name: { commonName, organization: 'pm-sim' }, validity });
}

export function requestFor(commonName: string): { readonly csr: string; readonly key: string } {
  const keys = createKeyPair();
  return { csr: createCsr({ commonName }, keys), key: privateKeyPem(keys.privateKey) };
}

/** PEM. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

/** A certificate that nobody registers anywhere, and its key. */
export function issueDevice(
  authority: CertificateAuthority,
  commonName: string,
  period: Validity,
): Credentials {
  const { csr, key } = requestFor(commonName);
  return { cert: authority.issueDeviceCertificate(csr, period).pem, key };
}
