import type { OnDone } from '../link.ts';

const PACKET_ID_MAX = 65_535;

/** QoS 1 messages on the wire, by packet identifier. */
export class AwaitedAcks {
  readonly #waiting = new Map<number, OnDone>();
  #last = 0;

  /** Takes an identifier that no message on the wire has, 1 … 65535. */
  await(onDone: OnDone): number {
    if (this.#waiting.size >= PACKET_ID_MAX) throw new RangeError('No packet identifier is free.');
    do this.#last = (this.#last % PACKET_ID_MAX) + 1;
    while (this.#waiting.has(this.#last));
    this.#waiting.set(this.#last, onDone);
    return this.#last;
  }

  /** An identifier that nobody waits for is none of our business: a PUBACK may come twice. */
  settle(packetId: number, refusal?: string): void {
    const onDone = this.#waiting.get(packetId);
    this.#waiting.delete(packetId);
    onDone?.(refusal);
  }

  forget(): void {
    this.#waiting.clear();
  }
}
