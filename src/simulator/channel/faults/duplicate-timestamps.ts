import type { CommsFault } from './comms-fault.ts';

/** Share of the readings that carry the time of the one before, at full severity. Judgement. */
const SHARE = 0.1;

/** A logger that stamps two samples with one time: the later one tells the time of the earlier. */
export const duplicateTimestamps: CommsFault = {
  mode: 'duplicate-timestamps',
  description: 'One reading in ten carries the time of the one before; its values are right',
  kind: 'comms',
  course: 'block',
  defaultOverMs: 6 * 3_600_000,
  perDeviceYear: 0.2,
  channels: [],
  begin(random) {
    let last: number | undefined;
    return (reading, damage) => {
      const repeats = random.chance(SHARE * damage) && last !== undefined;
      if (!repeats) last = reading.ts;
      return repeats ? { ...reading, ts: last ?? reading.ts } : reading;
    };
  },
};
