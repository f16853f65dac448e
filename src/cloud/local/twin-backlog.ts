import { sleep, type Clock } from '../../runtime/clock.ts';
import { createCondition } from '../../runtime/condition.ts';
import type { EventSourceMapping } from '../stack/stack.ts';

/**
 * Records of one stream that a function has not done yet above which devices wait for their PUBACKs.
 * Five full batches: fewer than the stream's end in memory holds, so that no function that is behind
 * costs reads of files. The bounds to the right of it: one batch a lane waiting and one at work
 * (`shard-poller.ts`); to the left: publishes at work in the broker (`broker.ts`).
 */
export const BACKLOG_RECORDS_MAX = 5_000;
/**
 * Longest that a device is held up, ms: a function that fails for long slows the fleet down, as no
 * AWS account would, but never stops it. What is accepted meanwhile waits in the stream's files.
 */
const HOLD_MS_MAX = 1_000;

export interface BacklogCounters {
  /** Records that the stream furthest behind holds for its function. */
  readonly records: number;
  /** Messages whose PUBACK has had to wait for room, since the start. */
  readonly held: number;
}

/** How far functions are behind the streams they read, and the room that is left. */
export interface Backlog {
  onPut(stream: string, records: number): void;
  /** The mapping has brought so many records to their end, one way or the other. */
  readonly onSettled: (mapping: string, records: number) => void;
  /** Undefined while there is room; otherwise resolves when there is, or the hold is over. */
  room(): Promise<void> | undefined;
  counters(): BacklogCounters;
}

export function createBacklog(
  mappings: readonly Pick<EventSourceMapping, 'id' | 'stream'>[],
  clock: Clock,
): Backlog {
  const behind = mappings.map(({ id, stream }) => ({ id, stream, records: 0 }));
  const changed = createCondition();
  let held = 0;
  let hold: Promise<void> | undefined;
  const hasRoom = (): boolean => behind.every(({ records }) => records < BACKLOG_RECORDS_MAX);
  const startHold = async (): Promise<void> => {
    const over = new AbortController();
    const longest = sleep(clock, HOLD_MS_MAX, over.signal).catch(() => undefined);
    await Promise.race([changed.until(hasRoom, over.signal), longest]);
    over.abort();
    hold = undefined;
  };
  return {
    onPut(stream, records) {
      for (const each of behind) if (each.stream === stream) each.records += records;
    },
    onSettled(mapping, records) {
      for (const each of behind) if (each.id === mapping) each.records -= records;
      changed.check();
    },
    room() {
      if (hasRoom()) return undefined;
      held += 1;
      return (hold ??= startHold());
    },
    counters: () => ({
      records: Math.max(0, ...behind.map(({ records }) => records)),
      held,
    }),
  };
}
