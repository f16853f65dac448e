import { join } from 'node:path';
import { createCondition } from '../../runtime/condition.ts';
import { errnoOf, messageOf, PmSimError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { Buffer, BufferEntry, BufferLimits, Lane, TakenEntry } from './buffer.ts';
import { openDiskLane, type DiskLane } from './disk-lane.ts';
import { createLaneQueue, type LaneQueue, type Settled } from './lane-queue.ts';

/**
 * When written entries are forced to the disk: `always` before they count as accepted; `interval`
 * once a second, so that a power cut loses that much and a killed process nothing; `never` leaves it
 * to the operating system.
 */
type SyncPolicy = 'always' | 'interval' | 'never';

export interface DiskBufferOptions {
  readonly dir: string;
  readonly limits: BufferLimits;
  readonly sync: SyncPolicy;
  /** Wall time, ms since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  /** Size at which a file ends and the next begins: what is given up at a time; default 4 MiB, less in little room. */
  readonly segmentBytesMax?: number;
}

const SEGMENT_BYTES = 4 * 1_048_576;
/** A buffer has room for so many files at least, so that a full one is not emptied at a stroke. */
const SEGMENTS_MIN = 8;
/** Payload in memory for each lane: what a sender that keeps up never reads back from the disk. */
const RECENT_CHARS_MAX = 4 * 1_048_576;
const SYNC_EVERY_MS = 1_000;

/** In the order in which entries go out; they are given up in the opposite order. */
const LANES: readonly Lane[] = ['alerts', 'telemetry'];

/**
 * Store and forward on disk: two append-only logs of checksummed entries. When the buffer is full the
 * oldest telemetry goes first, then the oldest alerts; the newest are always accepted.
 * @throws PmSimError `buffer/unusable` when the folder cannot be written
 */
export function openDiskBuffer(options: DiskBufferOptions): Buffer {
  const disks = openLanes(options);
  const queues = mapLanes((lane) =>
    createLaneQueue({ lane, disk: disks[lane], recentMax: RECENT_CHARS_MAX }),
  );
  const arrived = createCondition();
  const counts = { accepted: 0, delivered: 0, evicted: 0 };
  const isSyncDue = createSync(options.sync);
  const bytes = (): number => disks.alerts.bytes + disks.telemetry.bytes;
  const giveUp = (): boolean => {
    const dropped = queues.telemetry.dropOldest() ?? queues.alerts.dropOldest();
    counts.evicted += dropped ?? 0;
    return dropped !== undefined;
  };
  const store = { options, disks, queues, giveUp };

  return {
    add(lane, entries) {
      if (entries.length === 0) return;
      const now = options.now();
      counts.evicted += dropExpired(store, now);
      append(store, lane, { entries, now });
      counts.accepted += entries.length;
      while (bytes() > options.limits.bytesMax && giveUp());
      if (isSyncDue(now)) LANES.forEach((each) => disks[each].sync());
      arrived.check();
    },
    take(count) {
      const alerts = queues.alerts.take(count);
      return [...alerts, ...queues.telemetry.take(count - alerts.length)];
    },
    settle(entries, accepted) {
      for (const { delivered, evicted } of settleLanes(queues, entries, accepted)) {
        counts.delivered += delivered;
        counts.evicted += evicted;
      }
      if (!accepted) arrived.check();
    },
    held: () => queues.alerts.held() + queues.telemetry.held(),
    counters: () => ({
      ...counts,
      damaged: disks.alerts.damaged + disks.telemetry.damaged,
      bytes: bytes(),
    }),
    available: (signal) =>
      arrived.until(() => queues.alerts.waiting() || queues.telemetry.waiting(), signal),
    close: () => LANES.flatMap((lane) => [queues[lane], disks[lane]]).forEach((one) => one.close()),
  };
}

function settleLanes(
  queues: Store['queues'],
  entries: readonly TakenEntry[],
  accepted: boolean,
): readonly Settled[] {
  return LANES.flatMap((lane) => {
    const own = entries.filter((entry) => entry.lane === lane);
    return own.length === 0 ? [] : [queues[lane].settle(own, accepted)];
  });
}

/** Whether it is time to force what was written to the disk. */
function createSync(policy: SyncPolicy): (now: number) => boolean {
  let syncedAt = 0;
  return (now) => {
    if (policy === 'never') return false;
    if (policy === 'interval' && now - syncedAt < SYNC_EVERY_MS) return false;
    syncedAt = now;
    return true;
  };
}

function mapLanes<T>(of: (lane: Lane) => T): Readonly<Record<Lane, T>> {
  return { alerts: of('alerts'), telemetry: of('telemetry') };
}

function openLanes(options: DiskBufferOptions): Readonly<Record<Lane, DiskLane>> {
  const { dir, log, limits } = options;
  const { segmentBytesMax = Math.min(SEGMENT_BYTES, limits.bytesMax / SEGMENTS_MIN) } = options;
  try {
    return mapLanes((lane) => openDiskLane({ dir: join(dir, lane), segmentBytesMax, log }));
  } catch (cause) {
    throw new PmSimError(
      'buffer/unusable',
      `Cannot use the buffer in ${dir}: ${messageOf(cause)}.`,
      {
        hint: 'Give the agent a folder that it may write to.',
        cause,
      },
    );
  }
}

interface Store {
  readonly options: DiskBufferOptions;
  readonly disks: Readonly<Record<Lane, DiskLane>>;
  readonly queues: Readonly<Record<Lane, LaneQueue>>;
  /** Gives up the oldest of the least important lane; false when nothing is held. */
  readonly giveUp: () => boolean;
}

/** On a full disk the oldest entries make room, as they do at the buffer's own bound. */
function append(
  { queues, giveUp, options }: Store,
  lane: Lane,
  { entries, now }: { readonly entries: readonly BufferEntry[]; readonly now: number },
): void {
  for (;;) {
    try {
      queues[lane].append(entries, now);
      return;
    } catch (cause) {
      if (errnoOf(cause) === 'ENOSPC' && madeRoom(giveUp)) continue;
      throw new PmSimError('buffer/full', `Cannot write to ${options.dir}: ${messageOf(cause)}.`, {
        kind: 'system',
        hint: 'Free space on the disk of the buffer; what was accepted is kept and goes out first.',
        cause,
      });
    }
  }
}

/** Where even that fails, the failure of the write is what is told. */
function madeRoom(giveUp: () => boolean): boolean {
  try {
    return giveUp();
  } catch {
    return false;
  }
}

function dropExpired({ options, disks, queues }: Store, now: number): number {
  let dropped = 0;
  for (const lane of LANES) {
    while ((disks[lane].oldestAcceptedAt() ?? Infinity) < now - options.limits.ageMaxMs) {
      const gone = queues[lane].dropOldest();
      if (gone === undefined) break;
      dropped += gone;
    }
  }
  return dropped;
}
