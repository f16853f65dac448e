import { mqttReason } from '../../telemetry/mqtt-reason.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';

/** Follows what the SDK says of its connection and decides when it is no use trying on. */
export interface ConnectionWatch {
  connected(): void;
  /** An attempt came to nothing; `reasonCode` is that of a CONNACK, when there was one. */
  failed(error: string, reasonCode?: number): void;
  /** A connection ended; `reasonCode` is that of the broker's DISCONNECT, when there was one. */
  disconnected(error: string, reasonCode?: number): void;
  /** The first attempt has come to something. */
  readonly settled: Promise<void>;
  refusal(): string | undefined;
}

export interface ConnectionWatchOptions {
  readonly onEvent: (event: Extract<RunEvent, { readonly type: 'connection' }>) => void;
  /** Called once, when the broker will not have this device. */
  readonly stop: () => void;
}

/**
 * Attempts in a row that ended with a closed socket and no CONNACK which are taken for a refusal: a
 * broker that does not like a certificate often hangs up after the TLS handshake without a word.
 */
const HANG_UPS_IN_A_ROW_MAX = 5;

export function createConnectionWatch(
  device: string,
  options: ConnectionWatchOptions,
): ConnectionWatch {
  let settle: (() => void) | undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  let hangUps = 0;
  let refusal: string | undefined;

  function tell(state: 'connected' | 'disconnected' | 'reconnecting' | 'refused', reason?: string) {
    options.onEvent({
      type: 'connection',
      device,
      state,
      ...(reason === undefined ? {} : { reason }),
    });
    settle?.();
  }

  function refuse(reason: string): void {
    if (refusal !== undefined) return;
    refusal = reason;
    tell('refused', reason);
    options.stop();
  }

  return {
    connected() {
      hangUps = 0;
      tell('connected');
    },
    failed(error, reasonCode) {
      if (refusal !== undefined) return;
      hangUps = reasonCode === undefined && HUNG_UP.test(error) ? hangUps + 1 : 0;
      const final = finalReason(error, reasonCode);
      if (final !== undefined) refuse(final);
      else if (hangUps >= HANG_UPS_IN_A_ROW_MAX) refuse(HANG_UP_REASON);
      else tell('reconnecting', error);
    },
    disconnected(error, reasonCode) {
      if (refusal !== undefined) return;
      const reason = reasonCode === undefined ? undefined : mqttReason(reasonCode);
      tell('disconnected', reason?.name ?? error);
      if (reason?.passing === false) refuse(`The broker ended the connection: ${reason.name}.`);
    },
    settled,
    refusal: () => refusal,
  };
}

const HUNG_UP = /SOCKET_CLOSED|UNEXPECTED_HANGUP/;
const HANG_UP_REASON = 'The broker closed the connection before answering CONNECT.';

/** The reason when trying again cannot help, else undefined. */
function finalReason(error: string, reasonCode: number | undefined): string | undefined {
  if (reasonCode !== undefined) {
    const { name, passing } = mqttReason(reasonCode);
    return passing ? undefined : `The broker refused the connection: ${name}.`;
  }
  if (!/TLS_ERROR_NEGOTIATION|TLS_CTX_ERROR|TLS_ERROR_DEFAULT_TRUST/.test(error)) return undefined;
  return `The TLS handshake failed, one side does not trust the other's certificate (${error}).`;
}
