import { mqttReason } from '../../telemetry/mqtt-reason.ts';
import { tlsVerdict } from '../../telemetry/tls-reason.ts';
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
  const tls = tlsVerdict(closure.error);
  if (tls !== undefined) {
    return { outcome: tls.refused ? 'refused' : 'retry', reason: tls.reason };
  }
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

function isTimeout(error: Error | undefined): boolean {
  return error !== undefined && /timeout/i.test(error.message);
}
