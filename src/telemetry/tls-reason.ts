import { errnoOf } from '../runtime/errors.ts';

export interface TlsVerdict {
  /** One side does not accept the other's certificate: trying again cannot help. */
  readonly refused: boolean;
  /** A sentence. */
  readonly reason: string;
}

/**
 * What an error of Node's TLS says of the two certificates: an alert of the broker about ours (RFC
 * 8446 §6.2), or our own refusal of the broker's. Undefined for any other error.
 */
export function tlsVerdict(error: unknown): TlsVerdict | undefined {
  const code = errnoOf(error);
  if (code === undefined) return undefined;
  if (/^ERR_SSL_.*ALERT/.test(code)) return fromAlert(code);
  if (!isCertificateFault(code)) return undefined;
  const detail = error instanceof Error ? error.message : 'verification failed';
  return {
    refused: true,
    reason: `The broker's certificate is not trusted: ${detail} (${code}).`,
  };
}

/** `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA` → `unknown ca`. */
function fromAlert(code: string): TlsVerdict {
  const alert = code
    .replace(/^ERR_SSL_.*ALERT_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
  return /certificate|ca$|denied|unknown/.test(alert)
    ? { refused: true, reason: `The broker refused the device's certificate: ${alert}.` }
    : { refused: false, reason: `The TLS handshake failed: ${alert}.` };
}

/** OpenSSL's X.509 verify codes as Node names them, and Node's own check of the host name. */
function isCertificateFault(code: string): boolean {
  return (
    /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH)/.test(code) ||
    code === 'ERR_TLS_CERT_ALTNAME_INVALID'
  );
}
