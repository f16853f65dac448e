import type { DiskLane, LaneEntry } from './disk-lane.ts';
import { createRecentEntries } from './recent-entries.ts';

/** Reads a lane once through, from memory what is new and from its files what is not. */
export interface LaneReader {
  /** To be told of every entry that is appended. */
  appended(entry: LaneEntry): void;
  next(): LaneEntry | undefined;
  /** Whether `next` has something. */
  waiting(): boolean;
  /** Lets go of the file that is being read. */
  close(): void;
}

export interface LaneReaderOptions {
  readonly disk: DiskLane;
  /** Payload that is kept in memory beside the files, characters. */
  readonly recentMax: number;
  /** Told of ordinals, from and up to, whose entries are nowhere: damage took them. */
  readonly onMissing: (from: number, to: number) => void;
}

export function createLaneReader({ disk, recentMax, onMissing }: LaneReaderOptions): LaneReader {
  const recent = createRecentEntries(disk.next, recentMax);
  let stored: Generator<LaneEntry, void> | undefined;
  let at = disk.first;
  const place = (): number => (at = Math.max(at, disk.first));

  /** A generator that is not read to its end holds its file open until it is told to end. */
  const close = (): void => {
    stored?.return();
    stored = undefined;
  };

  const fromDisk = (): LaneEntry | undefined => {
    stored ??= disk.read(at);
    const { value } = stored.next();
    // The files have grown since it began; one that begins anew sees all there is.
    if (value === undefined) stored = undefined;
    return value ?? undefined;
  };

  const read = (): LaneEntry | undefined => {
    if (place() < recent.first) return fromDisk() ?? fromDisk();
    close();
    return recent.take(at);
  };

  return {
    appended: (entry) => recent.push(entry),
    close,
    waiting: () => place() < disk.next,
    next() {
      while (place() < disk.next) {
        const entry = read();
        // What was given up while its file was being read is read all the same.
        if (entry !== undefined && entry.ordinal < at) continue;
        // Nothing where something should be was damaged: what is in memory goes on.
        const found = entry?.ordinal ?? Math.max(at, recent.first);
        if (found > at) onMissing(at, found);
        at = entry === undefined ? found : entry.ordinal + 1;
        if (entry !== undefined) return entry;
      }
      return undefined;
    },
  };
}
