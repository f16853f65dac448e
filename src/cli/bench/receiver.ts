import type { IncomingMessage } from '../../simulator/connection/link.ts';
import { countLag, LAG_BUCKETS } from '../compose/broker/lag-histogram.ts';
import { readStamp } from './payload.ts';

/** What came out at the other end, told from the sequence numbers and times in the payloads. */
interface Received {
  /** Messages, each counted once. */
  readonly received: number;
  readonly duplicated: number;
  /** Came after a later one of the same connection. */
  readonly reordered: number;
  /** From when a message was due to its arrival, a histogram. */
  readonly latencies: Uint32Array;
  /** When the first and the last came. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface Receiver {
  take(message: Pick<IncomingMessage, 'payload'>): void;
  tally(): Received;
}

/** One sequence per connection: the highest number so far, and those below it that have not come. */
interface Sequence {
  highest: number;
  readonly missing: Set<number>;
}

export function createReceiver(connections: number, now: () => number): Receiver {
  const sequences = Array.from({ length: connections }, (): Sequence => ({ highest: -1, missing: new Set() })); // prettier-ignore
  const latencies = new Uint32Array(LAG_BUCKETS);
  const tally = { received: 0, duplicated: 0, reordered: 0, firstAt: Infinity, lastAt: 0 };
  return {
    take({ payload }) {
      const stamp = readStamp(payload);
      const sequence = sequences[stamp.connection];
      // Somebody else's message.
      if (sequence === undefined) return;
      const at = now();
      if (stamp.seq > sequence.highest) {
        for (let seq = sequence.highest + 1; seq < stamp.seq; seq += 1) sequence.missing.add(seq);
        sequence.highest = stamp.seq;
      } else if (sequence.missing.delete(stamp.seq)) tally.reordered += 1;
      else {
        tally.duplicated += 1;
        return;
      }
      tally.received += 1;
      tally.firstAt = Math.min(tally.firstAt, at);
      tally.lastAt = at;
      countLag(latencies, at - stamp.dueAt);
    },
    tally: () => ({ ...tally, latencies }),
  };
}
