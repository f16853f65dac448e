import type { Random } from '../../../runtime/random.ts';
import { diffusion } from '../../signals/relaxation.ts';
import { shiftAt } from './calendar.ts';
import type { FactorySiteParameters } from './site-parameters.ts';

/** The air that all machines of a shop share. */
export interface ShopAir {
  /** Moves to the last grid point at or before `ts`; never back. */
  advance(ts: number): void;
  /** Temperature at an instant, degrees C, with the weather as it is now. */
  ambientC(ts: number): number;
  /** Relative humidity now where the air has that temperature, %. */
  humidityPct(ambientC: number): number;
}

export interface ShopAirOptions {
  readonly site: FactorySiteParameters;
  readonly random: Random;
  /** First instant and grid of the site's time, ms. */
  readonly startMs: number;
  readonly stepMs: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Local hour of the highest temperature. Engineering judgement. */
const WARMEST_HOUR = 15;
/** Warmer air holds more: relative humidity falls by this per K. Magnus formula near 20 degrees. */
const HUMIDITY_PER_K = -2.7;
/** Hours of work after which the shop has warmed up, and of rest after which it has cooled. Judgement. */
const WARMING_H = 2;

export function createShopAir({ site, random, startMs, stepMs }: ShopAirOptions): ShopAir {
  const { air, shifts } = site;
  const first = random.fork('first');
  const noise = random.fork('forward');
  const step = diffusion(stepMs / 1_000, air.weatherTauH * 3_600);
  let weather = first.normal();
  let moisture = first.normal();
  let now = startMs;
  const departure = (ts: number): number => {
    const hour = (ts % DAY_MS) / HOUR_MS + shifts.utcOffsetH;
    const daily = air.diurnalK * Math.cos((2 * Math.PI * (hour - WARMEST_HOUR)) / 24);
    return daily + air.workingK * workedShare(ts, site) + air.weatherSdK * weather;
  };
  return {
    advance(ts) {
      while (now + stepMs <= ts) {
        weather = step.keep * weather + step.kick * noise.normal();
        moisture = step.keep * moisture + step.kick * noise.normal();
        now += stepMs;
      }
    },
    ambientC: (ts) => air.meanC + departure(ts),
    humidityPct(ambientC) {
      const dry = HUMIDITY_PER_K * (ambientC - air.meanC);
      const value = air.humidityPct + air.humiditySdPct * moisture + dry;
      return Math.max(5, Math.min(98, value));
    },
  };
}

/** How much of the last hours was worked, 0 ... 1: a function of the time alone. */
function workedShare(ts: number, site: FactorySiteParameters): number {
  const from = ts - WARMING_H * HOUR_MS;
  let worked = 0;
  for (let at = from; at < ts;) {
    const { working, untilMs } = shiftAt(at, site);
    const end = Math.min(untilMs, ts);
    if (working) worked += end - at;
    at = end;
  }
  return worked / (WARMING_H * HOUR_MS);
}
