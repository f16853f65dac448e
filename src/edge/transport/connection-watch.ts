import { deferred } from '../../runtime/deferred.ts';
import { mqttReason } from '../../telemetry/mqtt-reason.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { TlsVerdict } from '../../telemetry/tls-reason.ts';

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
  /** Asks why a handshake fails; undefined when that cannot be told. */
  readonly examine: () => Promise<TlsVerdict | undefined>;
  /** What the device itself can say to a refusal; undefined when nothing. */
  readonly ownFault: () => string | undefined;
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
  const outcome = createOutcome(device, options);
  const { tell, refuse, refusal } = outcome;
  let hangUps = 0;

  function hungUp(error: string): void {
    hangUps += 1;
    if (BROKE_OFF.test(error)) void outcome.examine();
    if (hangUps >= HANG_UPS_IN_A_ROW_MAX) refuse(HANG_UP_REASON);
    else tell('reconnecting', error);
  }

  return {
    connected() {
      hangUps = 0;
      outcome.forget();
      tell('connected');
    },
    failed(error, reasonCode) {
      if (refusal() !== undefined) return;
      if (reasonCode === undefined && (HUNG_UP.test(error) || BROKE_OFF.test(error))) {
        hungUp(error);
        return;
      }
      hangUps = 0;
      const final = finalConnack(reasonCode);
      if (final !== undefined) refuse(final);
      else if (UNTRUSTED.test(error)) void outcome.examine(untrusted(error));
      else tell('reconnecting', error);
    },
    disconnected(error, reasonCode) {
      if (refusal() !== undefined) return;
      const reason = reasonCode === undefined ? undefined : mqttReason(reasonCode);
      tell('disconnected', reason?.name ?? error);
      if (reason?.passing === false) refuse(`The broker ended the connection: ${reason.name}.`);
    },
    settled: outcome.settled,
    refusal,
  };
}

/** What came of connecting, and how it is told. */
function createOutcome(device: string, options: ConnectionWatchOptions) {
  const settled = deferred();
  let examination: Promise<TlsVerdict | undefined> | undefined;
  let refusal: string | undefined;

  function tell(state: 'connected' | 'disconnected' | 'reconnecting' | 'refused', reason?: string) {
    const why = reason === undefined ? {} : { reason };
    options.onEvent({ type: 'connection', device, state, ...why });
    settled.resolve();
  }

  function refuse(reason: string): void {
    if (refusal !== undefined) return;
    const fault = options.ownFault();
    refusal = fault === undefined ? reason : `${reason} ${fault}`;
    tell('refused', refusal);
    options.stop();
  }

  return {
    tell,
    refuse,
    refusal: () => refusal,
    settled: settled.promise,
    /**
     * Asks once in a row of failures for the words, and whether it is a refusal at all; with a
     * fallback it is one in any case.
     */
    async examine(fallback?: string): Promise<void> {
      examination ??= options.examine();
      const verdict = await examination;
      if (verdict?.refused === true) refuse(verdict.reason);
      else if (fallback !== undefined) refuse(fallback);
    },
    forget(): void {
      examination = undefined;
    },
  };
}

const HUNG_UP = /SOCKET_CLOSED|UNEXPECTED_HANGUP/;
/** TLS 1.3: the broker's alert about our certificate comes when the handshake is over for us. */
const BROKE_OFF = /TLS_ERROR_READ_FAILURE/;
const UNTRUSTED = /TLS_ERROR_NEGOTIATION|TLS_CTX_ERROR|TLS_ERROR_DEFAULT_TRUST/;
const HANG_UP_REASON = 'The broker closed the connection before answering CONNECT.';

/** The reason when trying again cannot help, else undefined. */
function finalConnack(reasonCode: number | undefined): string | undefined {
  if (reasonCode === undefined) return undefined;
  const { name, passing } = mqttReason(reasonCode);
  return passing ? undefined : `The broker refused the connection: ${name}.`;
}

function untrusted(error: string): string {
  return `The TLS handshake failed, one side does not trust the other's certificate (${error}).`;
}
