import type { LaneEntry } from './disk-lane.ts';

/** The newest entries of a lane, in memory, so that what goes out at once is never read back. */
export interface RecentEntries {
  /** Ordinal of the oldest one held; the next to come when none is. */
  readonly first: number;
  push(entry: LaneEntry): void;
  /** Takes the oldest out when it is the one asked for; forgets older ones. */
  take(ordinal: number): LaneEntry | undefined;
}

/** Shifted entries that may stand at the front of the array before it is cut. */
const SLACK = 1_024;

export function createRecentEntries(nextOrdinal: number, bytesMax: number): RecentEntries {
  let entries: LaneEntry[] = [];
  let head = 0;
  let bytes = 0;
  let next = nextOrdinal;
  const drop = (): LaneEntry | undefined => {
    const entry = entries[head];
    if (entry === undefined) return undefined;
    bytes -= entry.payload.length;
    head += 1;
    if (head > SLACK && head * 2 > entries.length) {
      entries = entries.slice(head);
      head = 0;
    }
    return entry;
  };
  const first = (): number => entries[head]?.ordinal ?? next;
  const isOverfull = (): boolean => bytes > bytesMax;
  return {
    get first() {
      return first();
    },
    push(entry) {
      entries.push(entry);
      next = entry.ordinal + 1;
      bytes += entry.payload.length;
      while (isOverfull()) drop();
    },
    take(ordinal) {
      while (first() < ordinal && head < entries.length) drop();
      return first() === ordinal ? drop() : undefined;
    },
  };
}
