import type { CommsFault } from './comms-fault.ts';

/** How far the clock is off at full severity, ms. Engineering judgement. */
const OFF_MS = { low: 5_000, high: 600_000 };

/** The clock of the device is wrong by seconds or minutes until it is set again. */
export const clockSkew: CommsFault = {
  mode: 'clock-skew',
  description: 'The clock of the device is off by seconds to minutes; its values are right',
  kind: 'comms',
  course: 'block',
  defaultOverMs: 2 * 86_400_000,
  // Rates of the faults of clock and logger are engineering judgement.
  perDeviceYear: 0.1,
  channels: [],
  begin(random) {
    const drawn = OFF_MS.low * (OFF_MS.high / OFF_MS.low) ** random.next();
    const offMs = random.chance(0.5) ? drawn : -drawn;
    return (reading, damage) => ({ ...reading, ts: reading.ts + Math.round(damage * offMs) });
  },
};
