type OnDone = (refusal?: string) => void;

/** QoS 1 messages on the wire, by packet identifier. */
export interface AwaitedAcks {
  /** Takes an identifier that no message on the wire has, 1 … 65535. */
  await(onDone: OnDone): number;
  /** An identifier that nobody waits for is none of our business: a PUBACK may come twice. */
  settle(packetId: number, refusal?: string): void;
  forget(): void;
}

const PACKET_ID_MAX = 65_535;

export function createAwaitedAcks(): AwaitedAcks {
  const waiting = new Map<number, OnDone>();
  let last = 0;
  return {
    await(onDone) {
      if (waiting.size >= PACKET_ID_MAX) throw new RangeError('No packet identifier is free.');
      do last = (last % PACKET_ID_MAX) + 1;
      while (waiting.has(last));
      waiting.set(last, onDone);
      return last;
    },
    settle(packetId, refusal) {
      const onDone = waiting.get(packetId);
      waiting.delete(packetId);
      onDone?.(refusal);
    },
    forget: () => waiting.clear(),
  };
}
