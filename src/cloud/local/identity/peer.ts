import { X509Certificate } from 'node:crypto';
import { certificateId } from '../../x509/certificate.ts';
import type { CertificateAuthority } from '../../x509/authority.ts';
import type { CertificateTable } from './certificates.ts';
import type { CertificateRecord } from './records.ts';

/** Why a certificate does not let anybody in. */
export type CertificateRefusal =
  | 'no-certificate'
  | 'certificate-foreign'
  | 'certificate-unknown'
  | 'certificate-pending'
  | 'certificate-inactive'
  | 'certificate-revoked'
  | 'certificate-expired'
  | 'certificate-not-yet-valid';

export type PeerVerdict =
  | { readonly ok: true; readonly certificate: CertificateRecord }
  | { readonly ok: false; readonly reason: CertificateRefusal; readonly certificateId?: string };

/**
 * Judges the certificate that a peer proved to hold the key of (the TLS handshake has seen to
 * that). As on AWS IoT the registry decides, by the certificate's fingerprint; the chain only
 * tells a stranger's certificate from one of ours that was never registered or was deleted.
 */
export function judgePeer(
  der: Uint8Array | undefined,
  context: {
    readonly certificates: CertificateTable;
    readonly authority: CertificateAuthority;
    readonly now: number;
  },
): PeerVerdict {
  if (der === undefined || der.length === 0) return { ok: false, reason: 'no-certificate' };
  const id = certificateId(der);
  const certificate = context.certificates.find(id);
  const reason =
    certificate === undefined
      ? strangerReason(der, context.authority)
      : statusReason(certificate, context.now);
  if (certificate !== undefined && reason === undefined) return { ok: true, certificate };
  return { ok: false, reason: reason ?? 'certificate-unknown', certificateId: id };
}

function strangerReason(der: Uint8Array, authority: CertificateAuthority): CertificateRefusal {
  const certificate = new X509Certificate(der);
  const ours =
    certificate.checkIssued(authority.certificate) &&
    certificate.verify(authority.certificate.publicKey);
  return ours ? 'certificate-unknown' : 'certificate-foreign';
}

function statusReason(certificate: CertificateRecord, now: number): CertificateRefusal | undefined {
  if (certificate.status === 'REVOKED') return 'certificate-revoked';
  if (certificate.status === 'PENDING_ACTIVATION') return 'certificate-pending';
  if (certificate.status === 'INACTIVE') return 'certificate-inactive';
  if (now >= certificate.notAfter) return 'certificate-expired';
  if (now < certificate.notBefore) return 'certificate-not-yet-valid';
  return undefined;
}
