import type { CommsFault } from './comms-fault.ts';

/** Share of the readings that are missing at full severity. */
const SHARE = 0.05;

/** A logger that is too slow now and then: 5 % of the readings are never taken down. */
export const missingSeconds: CommsFault = {
  mode: 'missing-seconds',
  description: 'One reading in twenty is never sent; the others are right',
  kind: 'comms',
  course: 'block',
  defaultOverMs: 6 * 3_600_000,
  perDeviceYear: 0.2,
  channels: [],
  begin: (random) => (reading, damage) => (random.chance(SHARE * damage) ? undefined : reading),
};
