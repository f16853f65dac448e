import type { Cargo } from '../cargo.ts';
import {
  createDeviceConnection,
  type ConnectionMeans,
  type DeviceConnection,
} from '../device-connection.ts';
import type { Closure, Grant, LinkEvents, LinkOptions, OpenLink, PacketLink } from '../link.ts';
import { PacketStore, type Allowance, type PacketStoreOptions } from './packet-store.ts';
import { UNLIMITED, type PublishLimiter } from './publish-limiter.ts';

/** What the connections of a fleet have in common. */
export interface StreamMeans extends ConnectionMeans {
  readonly openLink: OpenLink<PacketLink>;
  readonly store: PacketStoreOptions;
  /** Messages on the wire without acknowledgement, at most. */
  readonly inflightMax: number;
  /** So many messages have left the store; with the reason when they were not delivered. */
  readonly onSettled: (stream: StreamConnection, messages: number, refusal?: string) => void;
}

/**
 * One connection that carries the messages of one device or of many, as packets ready for the wire: the
 * store's packets, while there is a link for them.
 */
export class StreamConnection implements Cargo<PacketLink>, LinkEvents {
  readonly store: PacketStore;
  readonly connection: DeviceConnection;
  /** Has something that the next flush may write. */
  isDue = false;
  readonly #means: StreamMeans;
  readonly #options: LinkOptions;
  /** Absent: the broker takes whatever comes. */
  readonly #limiter: PublishLimiter | undefined;
  #events: LinkEvents | undefined;
  #link: PacketLink | undefined;
  #inflightMax = 0;

  constructor(options: LinkOptions, limiter: PublishLimiter | undefined, means: StreamMeans) {
    this.#means = means;
    this.#options = options;
    this.#limiter = limiter;
    this.store = new PacketStore(means.store);
    const device = options.clientId;
    this.connection = createDeviceConnection({ device, dialling: this, outbox: this, means });
  }

  /** Puts on the wire what is due, as one write. */
  flush(): void {
    const { store } = this;
    if (this.#link === undefined) return;
    const room = this.#inflightMax - store.inflight();
    const limit = this.#limiter?.allowance(this.#means.clock.now()) ?? UNLIMITED;
    const allowed = within(limit, room);
    const before = store.wired();
    const packets = store.next(allowed);
    if (packets === undefined) return;
    const through = store.wired();
    this.#limiter?.spent(through - before, packets.length);
    this.#link.write(packets, () => {
      const delivered = store.taken(through);
      if (delivered > 0) this.#means.onSettled(this, delivered);
    });
  }

  open(events: LinkEvents): PacketLink {
    this.#events = events;
    return this.#means.openLink(this.#options, this);
  }

  onConnected(grant: Grant): void {
    this.#events?.onConnected(grant);
  }

  onClosed(closure: Closure): void {
    this.#events?.onClosed(closure);
  }

  onAcked(packetId: number, refusal?: string): void {
    if (!this.store.acknowledged(packetId)) return;
    this.#means.onSettled(this, 1, refusal);
    if (this.store.waiting() > 0) this.flush();
  }

  attach(link: PacketLink, { receiveMax }: Grant): void {
    this.#link = link;
    this.#inflightMax = Math.min(this.#means.inflightMax, receiveMax);
    this.flush();
  }

  detach(): void {
    this.#link = undefined;
    this.store.startOver();
  }

  rejectAll(error: Error): void {
    this.#means.onSettled(this, this.store.discard(), error.message);
  }

  inflight(): number {
    return this.store.inflight();
  }

  deliveredOnLink(): number {
    return this.store.deliveredOnLink();
  }
}

function within(allowed: Allowance, messages: number): Allowance {
  return allowed.messages <= messages ? allowed : { messages, bytes: allowed.bytes };
}
