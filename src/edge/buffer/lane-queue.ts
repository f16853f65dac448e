import type { BufferEntry, Lane, TakenEntry } from './buffer.ts';
import type { DiskLane } from './disk-lane.ts';
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
  const reader = createLaneReader(disk, recentMax);
  const out = createOutstanding(disk);
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
      const dropped = disk.dropOldest();
      return dropped === 0 ? undefined : dropped - out.forgetDropped();
    },
    held: () => disk.next - disk.first - out.settledAhead(),
    waiting: () => out.hasReturned() || reader.waiting(),
  };
}

/** What was taken: not yet settled, come back, or settled before an earlier one was. */
function createOutstanding(disk: DiskLane) {
  const taken = new Set<number>();
  /** Given up while they were out. */
  const orphans = new Set<number>();
  const settled = new Set<number>();
  const back: TakenEntry[] = [];
  const isGone = (ordinal: number): boolean => ordinal < disk.first;
  /** The cursor stands before the oldest entry that has not left. */
  const release = (): void => {
    let { first } = disk;
    while (settled.delete(first)) first += 1;
    disk.release(first);
  };
  return {
    returned: () => back.shift(),
    hasReturned: () => back.length > 0,
    take: ({ ordinal }: TakenEntry) => void taken.add(ordinal),
    settledAhead: () => settled.size,
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
      let elsewhere = 0;
      for (const ordinal of [...settled].filter(isGone)) {
        settled.delete(ordinal);
        elsewhere += 1;
      }
      for (const ordinal of [...taken].filter(isGone)) {
        taken.delete(ordinal);
        orphans.add(ordinal);
        elsewhere += 1;
      }
      while (back[0] !== undefined && isGone(back[0].ordinal)) back.shift();
      release();
      return elsewhere;
    },
  };
}

/** Few come back at a time, and mostly in order. */
function insertInOrder(entries: TakenEntry[], entry: TakenEntry): void {
  const before = entries.findLastIndex(({ ordinal }) => ordinal < entry.ordinal);
  entries.splice(before + 1, 0, entry);
}
