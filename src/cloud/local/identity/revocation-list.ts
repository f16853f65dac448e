import { X509Certificate } from 'node:crypto';
import type { CertificateAuthority } from '../../x509/authority.ts';
import { validityFrom } from './authority-files.ts';
import type { EndedCertificate } from './certificates.ts';

/**
 * What brokers other than the twin need to know of its registry. A list speaks for its own authority
 * only: certificates that others issued and somebody registered are left out.
 */
export function revocationListOf(
  authority: CertificateAuthority,
  ended: readonly EndedCertificate[],
  { now, days }: { readonly now: number; readonly days: number },
): string {
  const revoked = ended.flatMap(({ pem, endedAt }) => {
    const certificate = new X509Certificate(pem);
    if (!certificate.checkIssued(authority.certificate)) return [];
    return [{ serial: Buffer.from(certificate.serialNumber, 'hex'), revokedAt: endedAt }];
  });
  const validity = validityFrom(now, days);
  return authority.issueRevocationList({
    revoked,
    thisUpdate: validity.notBefore,
    nextUpdate: validity.notAfter,
    // The time only grows, and nobody needs to keep count of the lists.
    number: BigInt(Math.floor(now)),
  });
}
