import { X509Certificate } from 'node:crypto';

/** Common name of every certificate whose key AWS IoT made; it names no device. */
const NAMES_NOBODY = 'AWS IoT Certificate';

/**
 * What a refused client can see of its own certificate that explains it: brokers rarely say more than
 * "not authorized". Undefined when there is nothing to see.
 * @param pem the certificate, or a chain that begins with it
 * @param now ms since the epoch by the machine's time of day
 */
export function ownCertificateFault(
  pem: string,
  { clientId, now }: { readonly clientId: string; readonly now: number },
): string | undefined {
  const certificate = parse(pem);
  if (certificate === undefined) return undefined;
  const until = Date.parse(certificate.validTo);
  const from = Date.parse(certificate.validFrom);
  if (now >= until) return `Its certificate expired at ${new Date(until).toISOString()}.`;
  if (now < from) {
    return `Its certificate is not valid before ${new Date(from).toISOString()}, and this machine's clock says ${new Date(now).toISOString()}.`;
  }
  const name = /^CN=(.*)$/mu.exec(certificate.subject)?.[1];
  if (name === undefined || name === clientId || name === NAMES_NOBODY) return undefined;
  return `Its certificate is for "${name}", and it connects as "${clientId}".`;
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
