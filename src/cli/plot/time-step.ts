import type { DeviceFamilyName } from '../../simulator/devices/family-schemas.ts';
import type { FaultMode, FaultRequest } from '../../simulator/faults/fault.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A span in which each family shows what it is: a day of weather or shifts, a week of people's habits. */
const SPAN_MS: Readonly<Record<DeviceFamilyName, number>> = {
  wind_turbine: DAY_MS,
  machine: DAY_MS,
  oil_well: DAY_MS,
  oil_well_esp: DAY_MS,
  audio: 7 * DAY_MS,
  commerce: 7 * DAY_MS,
};

/** Share of a fault's length that is shown after its functional failure. */
const AFTERMATH = 0.2;

/** The family's own span, or longer, until every fault has run its course. */
export function spanOf(
  family: DeviceFamilyName,
  faults: readonly FaultRequest[],
  modes: readonly FaultMode[],
): number {
  const ends = faults.map(({ mode, delayMs, overMs }) => {
    const over = overMs ?? modes.find((known) => known.mode === mode)?.defaultOverMs ?? 0;
    return delayMs + over * (1 + AFTERMATH);
  });
  return Math.max(SPAN_MS[family], ...ends);
}

/** Steps that people can name, ms. The longest is the longest interval that a profile may have. */
const STEPS_MS = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000,
] as const;

/** Values of a line, at least, where the profile's own interval gives as many. */
const VALUES_MIN = 600;

/** The longest step that still gives a smooth line, never shorter than the profile's own interval. */
export function stepOf(durationMs: number, intervalMs: number): number {
  const fits = STEPS_MS.findLast((step) => step * VALUES_MIN <= durationMs) ?? STEPS_MS[0];
  return Math.max(intervalMs, fits);
}
