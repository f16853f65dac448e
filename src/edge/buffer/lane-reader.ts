import type { DiskLane, LaneEntry } from './disk-lane.ts';
import { createRecentEntries } from './recent-entries.ts';

/** Reads a lane once through, from memory what is new and from its files what is not. */
export interface LaneReader {
  /** To be told of every entry that is appended. */
  appended(entry: LaneEntry): void;
  next(): LaneEntry | undefined;
  /** Whether `next` has something. */
  waiting(): boolean;
}

/** @param recentMax payload that is kept in memory beside the files, characters */
export function createLaneReader(disk: DiskLane, recentMax: number): LaneReader {
  const recent = createRecentEntries(disk.next, recentMax);
  let stored: Generator<LaneEntry, void> | undefined;
  let at = disk.first;
  const place = (): number => (at = Math.max(at, disk.first));

  const fromDisk = (): LaneEntry | undefined => {
    stored ??= disk.read(at);
    const { value } = stored.next();
    // The files have grown since it began; one that begins anew sees all there is.
    if (value === undefined) stored = undefined;
    return value ?? undefined;
  };

  const read = (): LaneEntry | undefined => {
    if (place() < recent.first) return fromDisk() ?? fromDisk();
    stored = undefined;
    return recent.take(at);
  };

  return {
    appended: (entry) => recent.push(entry),
    waiting: () => place() < disk.next,
    next() {
      if (place() >= disk.next) return undefined;
      const entry = read();
      // Nothing where something should be was damaged under us: what is in memory goes on.
      at = entry === undefined ? Math.max(at, recent.first) : entry.ordinal + 1;
      return entry;
    },
  };
}
