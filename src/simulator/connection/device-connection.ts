import { sleep } from '../../runtime/clock.ts';
import { createCondition, type Condition } from '../../runtime/condition.ts';
import { deferred, type Deferred } from '../../runtime/deferred.ts';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import { backoffMs, type BackoffOptions } from '../../runtime/retry.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { Cargo } from './cargo.ts';
import type { ConnectPacer, TurnOver } from './connect-pacer.ts';
import { judgeClosure } from './judge-closure.ts';
import { openLine, type EndedLink, type Line, type LineOptions } from './line.ts';
import type { Link } from './link.ts';

export type ConnectionEvent = Extract<RunEvent, { readonly type: 'connection' }>;

export interface DeviceConnectionOptions<L extends Link = Link> extends LineOptions<L> {
  /** Resolves when this device may try to connect, to what is called once it has come to something. */
  readonly turn: ConnectPacer['turn'];
  readonly backoff: BackoffOptions;
  readonly random: Random;
}

/** Keeps one device connected until it is refused for good or closed. */
export interface DeviceConnection {
  /** Settled: connected, failed once (and still trying), or refused. */
  readonly firstAttempt: Promise<void>;
  isConnected(): boolean;
  /** Why the device will not be tried again; undefined while it is not refused. */
  refusal(): string | undefined;
  connects(): number;
  /**
   * Loses the link at once, as when the network breaks off. Resolves when the device has come back by
   * itself, or will not, because it is cut off, refused or closed.
   */
  drop(reason: string): Promise<void>;
  /** Takes the way to the broker away until `restore`; whatever link there is, is lost at once. */
  cut(reason: string): void;
  /** Resolves as `drop` does. */
  restore(): Promise<void>;
  /**
   * Leaves in good order and comes back with the credentials that it then has. Resolves to whether
   * it did: not when it was refused, or closed before.
   */
  renew(reason: string): Promise<boolean>;
  /** Disconnects in good order and stops trying; resolves when socket and timers are gone. */
  close(): Promise<void>;
}

/** Closures without a word that are taken for a refusal when they come in a row. */
const UNCLEAR_IN_A_ROW_MAX = 5;
/**
 * Accepted connections in a row that the broker closed with messages on the wire and none of them
 * acknowledged: how MQTT 3.1.1 brokers, AWS IoT Core among them, answer a publish they do not allow.
 */
const FRUITLESS_IN_A_ROW_MAX = 10;
/** A connection that held this long starts the backoff afresh, ms. */
const STABLE_MS = 10_000;

interface Tally {
  failures: number;
  unclear: number;
  fruitless: number;
  connects: number;
  refusal: string | undefined;
}

export function createDeviceConnection<L extends Link>(
  options: DeviceConnectionOptions<L>,
): DeviceConnection {
  const stop = new AbortController();
  const tally: Tally = { failures: 0, unclear: 0, fruitless: 0, connects: 0, refusal: undefined };
  const first = deferred();
  const changed = createCondition();
  const network = { isCut: false };
  const attempt: Keeping['attempt'] = { over: () => undefined };
  const line = openLine(options, () => {
    tally.connects += 1;
    attempt.over();
    first.resolve();
    changed.check();
  });
  const keeping: Keeping = { line, tally, first, attempt, network, changed, signal: stop.signal };
  const running = keepConnected(options, keeping);
  return {
    firstAttempt: first.promise,
    isConnected: () => line.isUp(),
    refusal: () => tally.refusal,
    connects: () => tally.connects,
    ...interferences(keeping),
    async close() {
      stop.abort();
      line.hangUp();
      await running;
    },
  };
}

interface Keeping {
  readonly line: Line;
  readonly tally: Tally;
  readonly first: Deferred<void>;
  /** Ends the turn of the attempt that is under way; more than once does no harm. */
  readonly attempt: { over: TurnOver };
  /** Whether there is a way to the broker at all. */
  readonly network: { isCut: boolean };
  readonly changed: Condition;
  readonly signal: AbortSignal;
}

/** What can be done to a connection besides closing it. */
function interferences({ line, tally, network, changed, signal }: Keeping) {
  const connectedAfter = (before: number): Promise<void> =>
    changed.until(
      () => tally.connects > before || tally.refusal !== undefined || network.isCut,
      signal,
    );
  return {
    drop(reason) {
      const back = connectedAfter(tally.connects);
      line.drop(reason);
      return back;
    },
    cut(reason) {
      network.isCut = true;
      line.drop(reason);
      changed.check();
    },
    restore() {
      const wasCut = network.isCut;
      network.isCut = false;
      changed.check();
      return wasCut ? connectedAfter(tally.connects) : Promise.resolve();
    },
    async renew(reason) {
      const before = tally.connects;
      line.hangUp(reason);
      const isOver = (): boolean => tally.refusal !== undefined || tally.connects > before;
      await changed.until(isOver, signal);
      return tally.connects > before;
    },
  } satisfies Partial<DeviceConnection>;
}

async function keepConnected<L extends Link>(
  options: DeviceConnectionOptions<L>,
  keeping: Keeping,
): Promise<void> {
  const { line, tally, first, attempt, changed, signal } = keeping;
  try {
    while (!signal.aborted && tally.refusal === undefined) {
      attempt.over = await turnToConnect(options, keeping);
      const ended = await line.connect();
      attempt.over();
      if (!signal.aborted) digest(options, tally, ended);
      first.resolve();
      const pauseMs = backoffMs(Math.max(0, tally.failures - 1), options.backoff, options.random);
      if (tally.refusal === undefined) await sleep(options.clock, pauseMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) refuse(options, tally, messageOf(error));
  }
  first.resolve();
  changed.check();
}

/** Waits for a way to the broker, and for the turn on it. */
async function turnToConnect(
  options: Pick<DeviceConnectionOptions, 'turn'>,
  { network, changed, signal }: Keeping,
): Promise<TurnOver> {
  for (;;) {
    await changed.until(() => !network.isCut, signal);
    const over = await options.turn(signal);
    if (!network.isCut) return over;
    over();
  }
}

/** What is told of a device that loses its link, and how. */
type Judged = Pick<DeviceConnectionOptions, 'device' | 'onEvent'> & {
  readonly outbox: Pick<Cargo<Link>, 'rejectAll'>;
};

/** Decides what a link's end means for the device, and tells. */
function digest(options: Judged, tally: Tally, ended: EndedLink): void {
  const accepted = ended.closure.reached === 'accepted';
  const tell = (reason: string): void => {
    const state = accepted ? 'disconnected' : 'reconnecting';
    options.onEvent({ type: 'connection', device: options.device, state, reason });
  };
  if (ended.intended !== undefined) {
    tally.failures = 0;
    return tell(ended.intended);
  }
  const { outcome, reason } = judgeClosure(ended.closure);
  tally.failures = ended.heldMs >= STABLE_MS || ended.delivered > 0 ? 1 : tally.failures + 1;
  tally.unclear = outcome === 'unclear' ? tally.unclear + 1 : 0;
  if (accepted) {
    const fruitless = ended.inflight > 0 && ended.delivered === 0;
    tally.fruitless = fruitless ? tally.fruitless + 1 : 0;
  }
  if (outcome === 'refused' || tally.unclear >= UNCLEAR_IN_A_ROW_MAX) {
    return refuse(options, tally, reason);
  }
  if (tally.fruitless >= FRUITLESS_IN_A_ROW_MAX) {
    return refuse(options, tally, fruitlessReason(tally.fruitless));
  }
  tell(reason);
}

function fruitlessReason(times: number): string {
  return `The broker closed the connection ${times} times after a publish, acknowledging nothing: the device may not be allowed to publish under this topic.`;
}

function refuse(options: Judged, tally: Tally, reason: string): void {
  const { device } = options;
  tally.refusal = reason;
  options.outbox.rejectAll(
    new PmSimError('connection/refused', `${device} is not connected: ${reason}`, {
      kind: 'connection',
      hint: 'Check its certificate, its policy and the client identifier.',
    }),
  );
  options.onEvent({ type: 'connection', device, state: 'refused', reason });
}
