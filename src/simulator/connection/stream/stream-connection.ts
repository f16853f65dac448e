import type { Clock } from '../../../runtime/clock.ts';
import type { Random } from '../../../runtime/random.ts';
import type { BackoffOptions } from '../../../runtime/retry.ts';
import type { ConnectPacer } from '../connect-pacer.ts';
import {
  createDeviceConnection,
  type ConnectionEvent,
  type DeviceConnection,
} from '../device-connection.ts';
import type { LinkOptions, OpenLink, PacketLink } from '../link.ts';
import type { Allowance, PacketStore } from './packet-store.ts';
import type { PublishLimiter } from './publish-limiter.ts';

export interface StreamConnectionOptions {
  readonly link: LinkOptions;
  readonly openLink: OpenLink<PacketLink>;
  readonly store: PacketStore;
  readonly limiter: PublishLimiter;
  /** Messages on the wire without acknowledgement, at most. */
  readonly inflightMax: number;
  readonly turn: ConnectPacer['turn'];
  readonly backoff: BackoffOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly onEvent: (event: ConnectionEvent) => void;
  /** So many messages have left the store; with the reason when they were not delivered. */
  readonly onSettled: (messages: number, refusal?: string) => void;
}

/** One connection that carries the messages of one device or of many, as packets ready for the wire. */
export interface StreamConnection {
  readonly connection: DeviceConnection;
  /** Puts on the wire what is due, as one write. */
  flush(): void;
}

/** The store's packets, while there is a link for them. */
export function createStreamConnection(options: StreamConnectionOptions): StreamConnection {
  const { store, link: linkOptions, openLink, onSettled } = options;
  let link: PacketLink | undefined;
  let inflightMax = 0;
  const flush = (): void => {
    if (link !== undefined) send(options, link, inflightMax);
  };
  const connection = createDeviceConnection<PacketLink>({
    device: linkOptions.clientId,
    open: (events) =>
      openLink(linkOptions, {
        ...events,
        onAcked(packetId, refusal) {
          if (!store.acknowledged(packetId)) return;
          onSettled(1, refusal);
          if (store.waiting() > 0) flush();
        },
      }),
    outbox: {
      attach(next, { receiveMax }) {
        link = next;
        inflightMax = Math.min(options.inflightMax, receiveMax);
        flush();
      },
      detach() {
        link = undefined;
        store.startOver();
      },
      rejectAll(error) {
        onSettled(store.discard(), error.message);
      },
      inflight: () => store.inflight(),
      deliveredOnLink: () => store.deliveredOnLink(),
    },
    turn: options.turn,
    backoff: options.backoff,
    clock: options.clock,
    random: options.random,
    onEvent: options.onEvent,
  });
  return { connection, flush };
}

function send(options: StreamConnectionOptions, link: PacketLink, inflightMax: number): void {
  const { store, limiter, clock, onSettled } = options;
  const allowed = within(limiter.allowance(clock.now()), inflightMax - store.inflight());
  const before = store.wired();
  const packets = store.next(allowed);
  if (packets === undefined) return;
  const through = store.wired();
  limiter.spent(through - before, packets.length);
  link.write(packets, () => {
    const delivered = store.taken(through);
    if (delivered > 0) onSettled(delivered);
  });
}

function within(allowed: Allowance, messages: number): Allowance {
  return allowed.messages <= messages ? allowed : { messages, bytes: allowed.bytes };
}
