import type { Clock } from '../../../runtime/clock.ts';
import { createCondition, type Condition } from '../../../runtime/condition.ts';
import type { Random } from '../../../runtime/random.ts';
import type { BackoffOptions } from '../../../runtime/retry.ts';
import { createConnectPacer } from '../connect-pacer.ts';
import type { ConnectionEvent } from '../device-connection.ts';
import { createLeanLinks } from '../lean/lean-link.ts';
import type { LinkOptions, OpenLink, PacketLink } from '../link.ts';
import { createPublishLimiter, type PublishLimits } from './publish-limiter.ts';
import { StreamConnection, type StreamMeans } from './stream-connection.ts';

/** Who connects: a device of its own, or a gateway for many. */
export type Connector = Pick<LinkOptions, 'clientId' | 'dial' | 'address' | 'will' | 'login'>;

export interface StreamFleetOptions {
  readonly connectors: readonly Connector[];
  /** The MQTT client; default the lean one. */
  readonly openLink?: OpenLink<PacketLink>;
  readonly qos: 0 | 1;
  /** Whether the broker keeps the last message of each topic for those who come later. */
  readonly retain?: boolean;
  /** 4 (default) is MQTT 3.1.1. */
  readonly protocolVersion?: 4 | 5;
  /** What the broker lets one connection publish; absent: whatever comes. */
  readonly limits?: PublishLimits;
  /** Messages of a connection on the wire without acknowledgement. */
  readonly inflightMax: number;
  /** Messages that a connection may hold, below 65,535, and their bytes. */
  readonly heldMax: { readonly messages: number; readonly bytes: number };
  readonly keepAliveSeconds: number;
  /** Connection attempts per second, reconnects included. */
  readonly ratePerSecond: number;
  /** Wall time. */
  readonly clock: Clock;
  readonly random: Random;
  readonly backoff?: BackoffOptions;
  readonly onEvent: (event: ConnectionEvent) => void;
}

/** Connections that carry ready-made packets; many devices may share one. */
export interface StreamFleet extends AsyncDisposable {
  /** Every connection was tried once: connected, refused, or still trying. */
  readonly ready: Promise<void>;
  /** Takes a message for the connection of that place; it goes out with the next `flush`. */
  publish(place: number, topic: Uint8Array, payload: Uint8Array): void;
  /** Writes what has come since the last time: one write a connection. */
  flush(): void;
  /** Undefined while every connection may take more; otherwise resolves when they may. */
  room(signal: AbortSignal): Promise<void> | undefined;
  /**
   * Resolves when every message is delivered or given up, or the signal aborts. What is due goes out by itself once it was
   * flushed, but for what a limiter keeps back: that takes a flush now and then.
   */
  emptied(signal: AbortSignal): Promise<void>;
  /** What has come of messages so far; cheap enough for every slot. */
  tally(): StreamTally;
  /** Looks at every connection. */
  stats(): StreamStats;
}

interface StreamTally {
  /** Messages acknowledged (QoS 1), or taken by the socket (QoS 0). */
  readonly delivered: number;
  /** Messages that the broker refused, or that were for a refused connection. */
  readonly undelivered: number;
}

interface StreamStats {
  readonly connected: number;
  /** Times a message was sent again because its connection broke before the acknowledgement. */
  readonly resent: number;
  /** Connections that the broker will not have. */
  readonly refused: number;
}

const CONNECT_TIMEOUT_MS = 20_000;
const BACKOFF: BackoffOptions = { baseMs: 250, maxMs: 30_000 };

interface Tally {
  /** Messages ever taken. */
  taken: number;
  delivered: number;
  undelivered: number;
  /** Members whose store is full. */
  readonly full: Set<StreamConnection>;
}

export function connectStreams(options: StreamFleetOptions): StreamFleet {
  const tally: Tally = { taken: 0, delivered: 0, undelivered: 0, full: new Set() };
  const changed = createCondition();
  const members = membersOf(options, tally, changed);
  const stop = new AbortController();
  let due: StreamConnection[] = [];
  let spare: StreamConnection[] = [];
  return {
    ready: Promise.all(members.map(({ connection }) => connection.firstAttempt)).then(
      () => undefined,
    ),
    publish(place, topic, payload) {
      const member = members[place] as StreamConnection;
      tally.taken += 1;
      if (stop.signal.aborted || member.connection.refusal() !== undefined) {
        tally.undelivered += 1;
        changed.check();
        return;
      }
      member.store.add(topic, payload);
      if (!member.store.hasRoom()) tally.full.add(member);
      if (member.isDue) return;
      member.isDue = true;
      due.push(member);
    },
    flush() {
      const now = due;
      due = spare;
      for (const member of now) {
        member.flush();
        member.isDue = member.store.waiting() > 0 && member.connection.refusal() === undefined;
        if (member.isDue) due.push(member);
      }
      now.length = 0;
      spare = now;
    },
    room(signal) {
      if (tally.full.size === 0) return undefined;
      return changed.until(() => tally.full.size === 0, signal);
    },
    emptied: (signal) => changed.until(() => isSettled(tally), signal),
    tally: () => tally,
    stats: () => statsOf(members),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(members.map(({ connection }) => connection.close()));
    },
  };
}

function isSettled({ taken, delivered, undelivered }: Tally): boolean {
  return delivered + undelivered === taken;
}

function membersOf(
  options: StreamFleetOptions,
  tally: Tally,
  changed: Condition,
): readonly StreamConnection[] {
  const { clock, limits } = options;
  const means = meansOf(options, (member, messages, refusal) => {
    if (refusal === undefined) tally.delivered += messages;
    else tally.undelivered += messages;
    if (tally.full.size > 0 && member.store.hasRoom()) tally.full.delete(member);
    changed.check();
  });
  return options.connectors.map((connector) => {
    const link: LinkOptions = {
      ...connector,
      protocolVersion: options.protocolVersion ?? 4,
      keepAliveSeconds: options.keepAliveSeconds,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
    };
    const limiter = limits === undefined ? undefined : createPublishLimiter(limits, clock.now());
    return new StreamConnection(link, limiter, means);
  });
}

function meansOf(options: StreamFleetOptions, onSettled: StreamMeans['onSettled']): StreamMeans {
  const { qos, heldMax, inflightMax, clock, random, onEvent } = options;
  return {
    pacer: createConnectPacer({ ...options, random: random.fork('ramp') }),
    openLink: options.openLink ?? createLeanLinks(),
    store: {
      qos,
      retain: options.retain ?? false,
      protocolVersion: options.protocolVersion ?? 4,
      messagesMax: heldMax.messages,
      bytesMax: heldMax.bytes,
    },
    inflightMax,
    backoff: options.backoff ?? BACKOFF,
    clock,
    random,
    onEvent,
    onSettled,
  };
}

function statsOf(members: readonly StreamConnection[]): StreamStats {
  let [connected, resent, refused] = [0, 0, 0];
  for (const { store, connection } of members) {
    resent += store.resent();
    if (connection.isConnected()) connected += 1;
    if (connection.refusal() !== undefined) refused += 1;
  }
  return { connected, resent, refused };
}
