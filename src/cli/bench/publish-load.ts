import type { OpenedLink } from './open-links.ts';
import { createPayloads } from './payload.ts';

export interface LoadOptions {
  readonly links: readonly OpenedLink[];
  readonly topicOf: (connection: number) => string;
  readonly qos: 0 | 1;
  /** Messages per second of each connection. */
  readonly rate: number | 'max';
  readonly payloadBytes: number;
  readonly durationMs: number;
  readonly now: () => number;
  /** Lets everything else have its turn. */
  readonly breathe: () => Promise<void>;
  readonly signal: AbortSignal;
}

interface LoadTally {
  readonly sent: number;
  readonly acknowledged: number;
  /** Messages that the broker said no to. */
  readonly refused: number;
}

export interface Load {
  /** Publishes until the time is over. */
  run(): Promise<void>;
  tally(): LoadTally;
}

/** Messages of one connection under way at a time; AWS IoT Core takes 100. */
const WINDOW = 100;
/** How long a broker that is behind the schedule may take to catch up when the time is over, ms. */
const LATE_MS_MAX = 5_000;
/** What a timer of a millisecond is late by, ms. */
const TIMER_MS = 2;
/** Messages in a row before everything else gets its turn. */
const IN_A_ROW_MAX = 2_000;

/**
 * At a rate, all messages have one schedule: the k-th is due at `k / (connections × rate)` and belongs to
 * connection `k mod connections`. It carries the time at which it was due, not that at which it went
 * out: what had to wait for a slow broker is as late as its receiver would find it. Only what a timer
 * may be late by itself is not counted.
 */
export function createLoad(options: LoadOptions): Load {
  const { links, rate, durationMs, now, breathe, signal } = options;
  const perMs = rate === 'max' ? Infinity : (links.length * rate) / 1_000;
  const publisher = createPublisher(options);
  const isAlive = (): boolean => !signal.aborted && links.some((one) => one.isOpen());

  /** Publishes from one message to another, or as far as the connections take them. */
  function publishUntil(due: number, from: number, dueAt: (k: number) => number): number {
    let next = from;
    for (let blocked = 0; next < due && blocked < links.length; next += 1) {
      const taken = publisher.publish(next % links.length, dueAt(next));
      // At full speed a connection that is busy is passed over; on a schedule it is waited for.
      if (!taken && rate !== 'max') break;
      blocked = taken ? 0 : blocked + 1;
    }
    return next;
  }

  return {
    async run() {
      const began = now();
      let next = 0;
      while (isAlive()) {
        const elapsedMs = Math.min(now() - began, durationMs);
        const due = Math.min(elapsedMs * perMs, next + IN_A_ROW_MAX);
        const dueAt = (k: number): number =>
          Math.min(now(), rate === 'max' ? Infinity : began + k / perMs + TIMER_MS);
        next = publishUntil(due, next, dueAt);
        const lateMs = now() - began - durationMs;
        if (lateMs >= 0 && (rate === 'max' || next >= due || lateMs > LATE_MS_MAX)) return;
        await breathe();
      }
    },
    tally: publisher.tally,
  };
}

function createPublisher({ links, topicOf, qos, payloadBytes }: LoadOptions) {
  const payloads = createPayloads(payloadBytes);
  const topics = links.map((_, i) => topicOf(i));
  const sequences = links.map(() => 0);
  const underWay = links.map(() => 0);
  const windows = links.map(({ grant }) => Math.min(WINDOW, grant.receiveMax));
  const tally = { sent: 0, acknowledged: 0, refused: 0 };
  return {
    tally: () => ({ ...tally }),
    /** False: its window is full. A connection that is gone takes everything, and it is not sent. */
    publish(connection: number, dueAt: number): boolean {
      const opened = links[connection] as OpenedLink;
      if (!opened.isOpen()) return true;
      if ((underWay[connection] ?? 0) >= (windows[connection] ?? 0)) return false;
      underWay[connection] = (underWay[connection] ?? 0) + 1;
      const seq = sequences[connection] ?? 0;
      sequences[connection] = seq + 1;
      tally.sent += 1;
      const payload = payloads({ connection, seq, dueAt });
      const topic = topics[connection] ?? '';
      opened.link.publish({ topic, payload, qos, dup: false }, (refusal) => {
        underWay[connection] = (underWay[connection] ?? 0) - 1;
        if (refusal === undefined) tally.acknowledged += 1;
        else tally.refused += 1;
      });
      return true;
    },
  };
}
