import { sleep, type Clock } from '../../runtime/clock.ts';
import { deferred } from '../../runtime/deferred.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { Downlinks } from './downlinks.ts';
import type { DeviceTransport } from './iot-device-sdk.ts';

/** PEM texts that belong together. */
export interface DeviceIdentity {
  readonly cert: string;
  readonly key: string;
}

type ConnectionEvent = Extract<RunEvent, { readonly type: 'connection' }>;

export interface SuccessionOptions {
  readonly identity: DeviceIdentity;
  readonly connect: (
    identity: DeviceIdentity,
    onEvent: (event: ConnectionEvent) => void,
  ) => Promise<DeviceTransport>;
  /** Another identity that has been put in place of the one in use, if there is one. */
  readonly newer: (used: DeviceIdentity) => DeviceIdentity | undefined;
  readonly onEvent: (event: ConnectionEvent) => void;
  readonly clock: Clock;
}

/** How one identity took over from another. */
interface Change {
  /** The new identity is in use; otherwise the old one is again. */
  readonly renewed: boolean;
}

/** One connection after the other, each with an identity of its own. */
export interface Succession {
  readonly transport: () => DeviceTransport;
  readonly identity: () => DeviceIdentity;
  /** A change that is under way. */
  readonly changing: () => Promise<Change> | undefined;
  change(identity: DeviceIdentity): Promise<Change>;
  dispose(): Promise<void>;
}

/** How long what is on its way may take before the old connection is given up, ms. */
const DRAIN_MS = 5_000;
/** How long a new identity has to get in: more than two attempts of the SDK, ms. */
const PROOF_MS = 45_000;

interface Connection {
  readonly identity: DeviceIdentity;
  readonly transport: DeviceTransport;
  /** True when it has been connected, false when it was refused. */
  readonly settled: Promise<boolean>;
  isUp(): boolean;
}

interface State {
  current?: Connection;
  changing: Promise<Change> | undefined;
  /** The certificate that was last tried and not let in. */
  failed?: string;
  over: boolean;
}

export async function beginSuccession(
  options: SuccessionOptions,
  listeners: Pick<Downlinks, 'attach' | 'detach'>,
): Promise<Succession> {
  const state: State = { changing: undefined, over: false };
  const open = (identity: DeviceIdentity): Promise<Connection> =>
    openConnection(options, identity, (event) => {
      const next = successorOf(state, { options, identity, event });
      if (next !== undefined) void change(next);
      else if (isForOthers(state, identity, event)) options.onEvent(event);
    });
  const change = (identity: DeviceIdentity): Promise<Change> => {
    const done = Promise.resolve(state.changing).then(() => takeOver(identity));
    state.changing = done;
    return done.finally(() => {
      if (state.changing === done) state.changing = undefined;
    });
  };
  const takeOver = async (identity: DeviceIdentity): Promise<Change> => {
    const old = current();
    if (old.isUp()) await old.transport.drain(DRAIN_MS);
    listeners.detach();
    await old.transport[Symbol.asyncDispose]();
    const next = await open(identity);
    const renewed = await isProved(next, options.clock);
    if (!renewed) {
      state.failed = identity.cert;
      await next.transport[Symbol.asyncDispose]();
    }
    state.current = renewed ? next : await open(old.identity);
    listeners.attach(state.current.transport);
    return { renewed };
  };
  const first = await open(options.identity);
  const current = (): Connection => state.current ?? first;
  state.current = first;
  return {
    transport: () => current().transport,
    identity: () => current().identity,
    changing: () => state.changing,
    change,
    async dispose() {
      state.over = true;
      await state.changing;
      await current().transport[Symbol.asyncDispose]();
    },
  };
}

interface Told {
  readonly options: SuccessionOptions;
  readonly identity: DeviceIdentity;
  readonly event: ConnectionEvent;
}

/** A refused identity may have been replaced on purpose, and its successor be in place already. */
function successorOf(
  { current, changing, failed, over }: State,
  { options, identity, event }: Told,
): DeviceIdentity | undefined {
  if (event.state !== 'refused' || over || changing !== undefined) return undefined;
  if (current !== undefined && current.identity !== identity) return undefined;
  const next = options.newer(identity);
  return next?.cert === failed ? undefined : next;
}

/** That a successor was refused is for who has asked for it: there is an identity to go back to. */
function isForOthers(
  { current, changing }: State,
  identity: DeviceIdentity,
  { state }: ConnectionEvent,
): boolean {
  if (state !== 'refused' || current === undefined) return true;
  return changing === undefined && current.identity === identity;
}

async function openConnection(
  { connect }: SuccessionOptions,
  identity: DeviceIdentity,
  tell: (event: ConnectionEvent) => void,
): Promise<Connection> {
  const settled = deferred<boolean>();
  let up = false;
  const transport = await connect(identity, (event) => {
    up = event.state === 'connected';
    if (up) settled.resolve(true);
    if (event.state === 'refused') settled.resolve(false);
    tell(event);
  });
  return { identity, transport, settled: settled.promise, isUp: () => up };
}

async function isProved(connection: Connection, clock: Clock): Promise<boolean> {
  const timeout = new AbortController();
  const late = sleep(clock, PROOF_MS, timeout.signal).then(
    () => false,
    () => false,
  );
  try {
    return await Promise.race([connection.settled, late]);
  } finally {
    timeout.abort();
  }
}
