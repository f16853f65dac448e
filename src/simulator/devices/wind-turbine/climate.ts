import type { WindFarmSiteParameters } from './site-parameters.ts';

/** What date and hour alone say about the site. */
export interface Climate {
  /** Shift of the wind's normal score, and the factor that keeps the year's variance at 1. */
  readonly scoreShift: number;
  readonly scoreScale: number;
  readonly ambientC: number;
  readonly pressurePa: number;
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;
/** Day of the year and hour (UTC) of the highest mean air temperature. Climate normals. */
const WARMEST_DAY = 201;
const WARMEST_HOUR = 15;

export function climateAt(ts: number, parameters: WindFarmSiteParameters): Climate {
  const { wind, air } = parameters;
  const day = (ts % DAY_MS) / DAY_MS;
  const year = (ts % YEAR_MS) / YEAR_MS;
  return {
    scoreShift:
      wind.diurnalAmplitude * cycle(day - wind.diurnalPeakHour / 24) +
      wind.seasonalAmplitude * cycle(year - wind.seasonalPeakDay / 365.25),
    scoreScale: scoreScale(parameters),
    ambientC:
      air.meanC +
      air.diurnalK * cycle(day - WARMEST_HOUR / 24) +
      air.seasonalK * cycle(year - WARMEST_DAY / 365.25),
    pressurePa: pressureAt(parameters.altitudeM),
  };
}

/** Factor of the wind's random part: a cosine of amplitude a takes a^2/2 of the variance. */
export function scoreScale({ wind }: WindFarmSiteParameters): number {
  const taken = (wind.diurnalAmplitude ** 2 + wind.seasonalAmplitude ** 2) / 2;
  return Math.sqrt(Math.max(0.1, 1 - taken));
}

function cycle(turns: number): number {
  return Math.cos(2 * Math.PI * turns);
}

/** Barometric formula with a scale height of 8.4 km. */
function pressureAt(altitudeM: number): number {
  return 101_325 * Math.exp(-altitudeM / 8_400);
}
