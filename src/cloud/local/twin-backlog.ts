import { sleep, type Clock } from '../../runtime/clock.ts';
import { createCondition } from '../../runtime/condition.ts';
import type { Backlog as BacklogCounters } from '../../telemetry/run-event.ts';
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

/** How far functions are behind the streams they read, and the room that is left. */
export interface Backlog {
  onPut(stream: string, records: number): void;
  /** The mapping has brought so many records to their end, one way or the other. */
  readonly onSettled: (mapping: string, records: number) => void;
  /**
   * Begins with what earlier runs left undone. Whoever knows is asked again before devices are held
   * up: records that went with their file, unread, are nobody's backlog.
   */
  startFrom(undone: (mapping: string) => number): void;
  /** Undefined while there is room; otherwise resolves when there is, or the hold is over. */
  room(): Promise<void> | undefined;
  counters(): BacklogCounters;
}

export function createBacklog(
  mappings: readonly Pick<EventSourceMapping, 'id' | 'stream'>[],
  clock: Clock,
): Backlog {
  const behind = mappings.map((mapping) => createBehind(mapping, clock));
  const changed = createCondition();
  const late: { undone?: (mapping: string) => number } = {};
  let held = 0;
  let heldMsMax = 0;
  let hold: Promise<void> | undefined;
  const hasRoom = (): boolean => behind.every((each) => each.records() < BACKLOG_RECORDS_MAX);
  const startHold = async (): Promise<void> => {
    const over = new AbortController();
    const from = clock.now();
    const longest = sleep(clock, HOLD_MS_MAX, over.signal).catch(() => undefined);
    await Promise.race([changed.until(hasRoom, over.signal), longest]);
    over.abort();
    heldMsMax = Math.max(heldMsMax, clock.now() - from);
    hold = undefined;
  };
  return {
    onPut(stream, records) {
      for (const each of behind) if (each.stream === stream) each.put(records);
    },
    onSettled(mapping, records) {
      for (const each of behind) if (each.id === mapping) each.settle(records);
      changed.check();
    },
    startFrom(undone) {
      late.undone = undone;
      // What was put before is undone as well.
      for (const each of behind) each.put(undone(each.id) - each.records());
    },
    room() {
      if (hasRoom()) return undefined;
      if (hold === undefined) {
        for (const each of behind) each.atMost(late.undone?.(each.id));
        if (hasRoom()) return undefined;
      }
      held += 1;
      return (hold ??= startHold());
    },
    counters: () => ({ ...furthest(behind), held, heldMsMax: Math.round(heldMsMax) }),
  };
}

type Furthest = Omit<BacklogCounters, 'held' | 'heldMsMax'>;

function furthest(behind: readonly Behind[]): Furthest {
  const most = (figure: (each: Behind) => number): number =>
    Math.round(Math.max(0, ...behind.map(figure)));
  return {
    records: most((each) => each.records()),
    recordsMax: BACKLOG_RECORDS_MAX,
    recordsPeak: most((each) => each.peak().records),
    lagMs: most((each) => each.lagMs()),
    lagMsPeak: most((each) => each.peak().lagMs),
  };
}

/** One function behind one stream. */
interface Behind {
  readonly id: string;
  readonly stream: string;
  put(records: number): void;
  settle(records: number): void;
  /** There are no more than that, whatever was counted. */
  atMost(records: number | undefined): void;
  records(): number;
  /** What a record waits now at least: a function that is stuck is seen by its eldest's age. */
  lagMs(): number;
  peak(): { readonly records: number; readonly lagMs: number };
}

function createBehind(
  { id, stream }: Pick<EventSourceMapping, 'id' | 'stream'>,
  clock: Clock,
): Behind {
  let records = 0;
  /** A record whose wait is measured: how many must be done until it is, and when it was put. */
  let probe: { left: number; readonly at: number } | undefined;
  let waitedMs = 0;
  const peak = { records: 0, lagMs: 0 };
  const lagMs = (): number =>
    records === 0 ? 0 : Math.max(waitedMs, probe === undefined ? 0 : clock.now() - probe.at);
  return {
    id,
    stream,
    put(added) {
      if (added === 0) return;
      records += added;
      probe ??= { left: records, at: clock.now() };
      peak.records = Math.max(peak.records, records);
    },
    settle(done) {
      records = Math.max(0, records - done);
      if (probe === undefined) return;
      probe.left -= done;
      if (probe.left > 0) return;
      const ms = clock.now() - probe.at;
      peak.lagMs = Math.max(peak.lagMs, ms);
      waitedMs = records === 0 ? 0 : ms;
      probe = undefined;
    },
    atMost(most = records) {
      records = Math.min(records, most);
    },
    records: () => records,
    lagMs,
    peak: () => ({ ...peak, lagMs: Math.max(peak.lagMs, lagMs()) }),
  };
}
