import { errnoOf } from '../../runtime/errors.ts';
import { mqttReason } from '../../telemetry/mqtt-reason.ts';
import type { Closure } from './link.ts';

/** `refused` will not pass by itself; `retry` may; `unclear` looks like a refusal if it repeats. */
export interface ClosureVerdict {
  readonly outcome: 'retry' | 'unclear' | 'refused';
  readonly reason: string;
}

/**
 * Tells a refusal from a failure of the network. Certain are CONNACK codes, TLS alerts about our
 * certificate and our own refusal of the server's. A broker that drops the socket without a word
 * after the TLS handshake is unclear: Node's TLS server and AWS IoT answer a bad certificate so, a
 * dying broker looks the same once.
 */
export function judgeClosure(closure: Closure): ClosureVerdict {
  if (closure.brokerCode !== undefined) return fromBroker(closure.brokerCode);
  const code = closure.error === undefined ? undefined : errnoOf(closure.error);
  if (code !== undefined && /^ERR_SSL_.*ALERT/.test(code)) return fromAlert(code);
  if (code !== undefined && isCertificateFault(code)) return serverNotTrusted(code, closure.error);
  if (closure.reached === 'socket' && !isTimeout(closure.error)) {
    return {
      outcome: 'unclear',
      reason: 'The broker closed the connection before answering CONNECT.',
    };
  }
  const detail = closure.error?.message ?? 'closed by the broker';
  return { outcome: 'retry', reason: detail };
}

function fromBroker(code: number): ClosureVerdict {
  const { name, passing } = mqttReason(code);
  return passing
    ? { outcome: 'retry', reason: `The broker said: ${name}.` }
    : { outcome: 'refused', reason: `The broker refused the connection: ${name}.` };
}

/** `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA` → `unknown ca`. */
function fromAlert(code: string): ClosureVerdict {
  const alert = code
    .replace(/^ERR_SSL_.*ALERT_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
  const certificate = /certificate|ca$|denied|unknown/.test(alert);
  return certificate
    ? { outcome: 'refused', reason: `The broker refused the device's certificate: ${alert}.` }
    : { outcome: 'retry', reason: `The TLS handshake failed: ${alert}.` };
}

/** OpenSSL's X.509 verify codes as Node names them, and Node's own check of the host name. */
function isCertificateFault(code: string): boolean {
  return (
    /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH)/.test(code) ||
    code === 'ERR_TLS_CERT_ALTNAME_INVALID'
  );
}

function serverNotTrusted(code: string, error: Error | undefined): ClosureVerdict {
  const detail = `${error?.message ?? 'verification failed'} (${code})`;
  return { outcome: 'refused', reason: `The broker's certificate is not trusted: ${detail}.` };
}

function isTimeout(error: Error | undefined): boolean {
  return error !== undefined && /timeout/i.test(error.message);
}
