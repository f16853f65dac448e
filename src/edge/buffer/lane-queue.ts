import type { BufferEntry, Lane, TakenEntry } from './buffer.ts';
import type { DiskLane } from './disk-lane.ts';
import { createGaps, type Gaps } from './gaps.ts';
import { createLaneReader } from './lane-reader.ts';

/** The order in which one lane's entries go out, over its files. */
export interface LaneQueue {
  append(entries: readonly BufferEntry[], acceptedAt: number): void;
  /** At most `count` of the next entries, those that came back first. */
  take(count: number): readonly TakenEntry[];
  settle(entries: readonly TakenEntry[], accepted: boolean): Settled;
  /**
   * Gives up the oldest segment; returns how many entries went with it, those apart that are out: they
   * may arrive yet. Undefined when there was none.
   */
  dropOldest(): number | undefined;
  /** Entries that wait or are taken. */
  held(): number;
  /** Whether there is something to take. */
  waiting(): boolean;
  close(): void;
}

/** What became of entries that were settled. */
export interface Settled {
  readonly delivered: number;
  /** Not delivered, and given up while they were out. */
  readonly evicted: number;
}

export interface LaneQueueOptions {
  readonly lane: Lane;
  readonly disk: DiskLane;
  /** Payload that is kept in memory beside the files, characters. */
  readonly recentMax: number;
}

export function createLaneQueue({ lane, disk, recentMax }: LaneQueueOptions): LaneQueue {
  const gaps = createGaps();
  const out = createOutstanding(disk, gaps);
  const reader = createLaneReader({
    disk,
    recentMax,
    onMissing(from, to) {
      gaps.add(from, to);
      out.release();
    },
  });
  /** What stood on the disk at the start is late, whenever it goes out. */
  const lateBefore = disk.next;
  const nextNew = (): TakenEntry | undefined => {
    const entry = reader.next();
    return entry === undefined ? undefined : { ...entry, lane, late: entry.ordinal < lateBefore };
  };
  return {
    append(entries, acceptedAt) {
      const first = disk.next;
      disk.append(entries, acceptedAt);
      entries.forEach((entry, i) => reader.appended({ ...entry, ordinal: first + i, acceptedAt }));
    },
    take(count) {
      const batch: TakenEntry[] = [];
      while (batch.length < count) {
        const entry = out.returned() ?? nextNew();
        if (entry === undefined) break;
        out.take(entry);
        batch.push(entry);
      }
      return batch;
    },
    settle: (entries, accepted) => out.settle(entries, accepted),
    dropOldest() {
      const missing = gaps.countFrom(disk.first);
      const dropped = disk.dropOldest();
      const known = missing - gaps.countFrom(disk.first);
      return dropped === 0 ? undefined : dropped - known - out.forgetDropped();
    },
    held: () => disk.next - disk.first - out.settledAhead() - gaps.countFrom(disk.first),
    waiting: () => out.hasReturned() || reader.waiting(),
    close: () => reader.close(),
  };
}

/** What was taken: not yet settled, come back, or settled before an earlier one was. */
function createOutstanding(disk: DiskLane, gaps: Gaps) {
  const taken = new Set<number>();
  /** Given up while they were out. */
  const orphans = new Set<number>();
  const settled = new Set<number>();
  const back: TakenEntry[] = [];
  const isGone = (ordinal: number): boolean => ordinal < disk.first;
  /** The cursor stands before the oldest entry that has not left. */
  const release = (): void => {
    let { first } = disk;
    for (let to: number | undefined = first; to !== undefined; to = gaps.endAt(first)) {
      first = to;
      while (settled.delete(first)) first += 1;
    }
    gaps.forgetBefore(first);
    disk.release(first);
  };
  return {
    returned: () => back.shift(),
    hasReturned: () => back.length > 0,
    take: ({ ordinal }: TakenEntry) => void taken.add(ordinal),
    settledAhead: () => settled.size,
    release,
    settle(entries: readonly TakenEntry[], accepted: boolean): Settled {
      const gone = entries.filter(({ ordinal }) => orphans.delete(ordinal)).length;
      const own = entries.filter(({ ordinal }) => taken.delete(ordinal));
      if (!accepted) {
        for (const entry of own) insertInOrder(back, { ...entry, late: true });
        return { delivered: 0, evicted: gone };
      }
      for (const { ordinal } of own) settled.add(ordinal);
      release();
      return { delivered: own.length + gone, evicted: 0 };
    },
    /** Forgets what was given up; returns how many of it had left already, or are out. */
    forgetDropped(): number {
      const left = removeWhere(settled, isGone);
      const under = removeWhere(taken, isGone);
      for (const ordinal of under) orphans.add(ordinal);
      while (back[0] !== undefined && isGone(back[0].ordinal)) back.shift();
      release();
      return left.length + under.length;
    },
  };
}

function removeWhere(set: Set<number>, matches: (one: number) => boolean): readonly number[] {
  const found = [...set].filter(matches);
  for (const one of found) set.delete(one);
  return found;
}

/** Few come back at a time, and mostly in order. */
function insertInOrder(entries: TakenEntry[], entry: TakenEntry): void {
  const before = entries.findLastIndex(({ ordinal }) => ordinal < entry.ordinal);
  entries.splice(before + 1, 0, entry);
}
