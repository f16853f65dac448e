import { z } from 'zod';
import { quantity } from '../../quantity.ts';

/** When the shop works. Hours are local; a shift does not pass midnight. */
const shifts = z
  .strictObject({
    /** Beginning of the first shift, and hours worked from then on: two shifts of eight. Judgement. */
    startHour: quantity(6, 0, 24),
    workedH: quantity(16, 0, 24),
    /** Working days from Monday on. Judgement: weekends off. */
    daysPerWeek: z.int().min(1).max(7).default(5),
    /** Local time minus UTC, h. */
    utcOffsetH: quantity(0, -12, 14),
  })
  .refine(({ startHour, workedH }) => startHour + workedH <= 24, {
    message: 'expected startHour + workedH of at most 24',
    path: ['workedH'],
  })
  .prefault({});

/** Air in the shop. NAB ambient_temperature: daily range 2.4, one-hour autocorrelation 0.976. */
const air = z
  .strictObject({
    /** Mean temperature, degrees C. Judgement. */
    meanC: quantity(22, -10, 50),
    /** Half the daily range, K. NAB 1.2. */
    diurnalK: quantity(1.2, 0, 15),
    /** How much warmer the air is while the shop works, K. Judgement, for the weekly rhythm of NAB. */
    workingK: quantity(1.5, 0, 15),
    /** Standard deviation of passing weather, K, and its memory, h. NAB: memory about 40. */
    weatherSdK: quantity(1, 0, 10),
    weatherTauH: quantity(40, 1, 500),
    /** Relative humidity: mean and standard deviation, %. Judgement. */
    humidityPct: quantity(45, 0, 100),
    humiditySdPct: quantity(5, 0, 30),
  })
  .prefault({});

export const factorySite = z.strictObject({
  /** Name of the site; part of every topic. */
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u, 'letters, digits, - and _'),
  /** Degrees north and east of the first machine. */
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  /** Distance between neighbouring machines, m. */
  spacingM: quantity(12, 0.5, 1_000),
  shifts,
  air,
});

export type FactorySiteParameters = z.output<typeof factorySite>;
