import type { Random } from '../../../runtime/random.ts';
import { diffusion, type Diffusion } from '../../signals/relaxation.ts';
import { normalScoreOf, weibullByNormalScore } from '../../signals/weibull.ts';
import { climateAt, type Climate } from './climate.ts';
import type { WindFarmSiteParameters } from './site-parameters.ts';

/** What all turbines of a farm have in common at one instant. */
export interface Weather {
  /** Instant, ms since the epoch. */
  ts: number;
  /** Slow part of the farm wind and its ten-minute fluctuation, both of unit variance. */
  slow: number;
  fluctuation: number;
  /** Amplitude of the fluctuation, mean square 1. */
  volatility: number;
  /** Normal score that day and season add, and what is left of the variance for the rest. */
  scoreShift: number;
  /** Where the wind comes from, degrees, not reduced to a circle. */
  directionDeg: number;
  ambientC: number;
  /** kg/m3. */
  airDensity: number;
  gridHz: number;
  gridV: number;
}

/** The farm's shared processes: advance once per instant, on a grid that no device can disturb. */
export interface WeatherProcess {
  readonly weather: Readonly<Weather>;
  /** Moves to the last grid point at or before `ts`; never back. */
  advance(ts: number): void;
  /**
   * The weather that led up to the start, oldest first: the processes are reversible, so the past is
   * drawn backwards from the first instant.
   */
  past(steps: number, stepMs: number): readonly Readonly<Weather>[];
}

export interface WeatherOptions {
  readonly parameters: WindFarmSiteParameters;
  readonly random: Random;
  /** First instant and grid of the site's time, ms. */
  readonly startMs: number;
  readonly stepMs: number;
}

/** Independent standard processes; everything the turbines see is computed from them. */
interface Processes {
  short: number;
  long: number;
  fluctuation: number;
  logVolatility: number;
  directionDeg: number;
  air: number;
  frequency: number;
  voltage: number;
}

export function createWeather(options: WeatherOptions): WeatherProcess {
  const { parameters, random, startMs, stepMs } = options;
  const first = firstProcesses(options);
  const now = { ...first };
  const step = stepperOf(parameters, stepMs);
  const noise = random.fork('forward');
  const weather = observe(first, startMs, parameters);
  return {
    weather,
    advance(ts) {
      while (weather.ts + stepMs <= ts) {
        step(now, noise);
        Object.assign(weather, observe(now, weather.ts + stepMs, parameters));
      }
    },
    past(steps, pastStepMs) {
      const back = { ...first };
      const stepBack = stepperOf(parameters, pastStepMs);
      const backNoise = random.fork('past');
      return Array.from({ length: steps }, (_, i) => {
        stepBack(back, backNoise);
        return observe(back, startMs - (i + 1) * pastStepMs, parameters);
      }).toReversed();
    },
  };
}

function firstProcesses({ parameters, random, startMs }: WeatherOptions): Processes {
  const draw = random.fork('first');
  const { wind } = parameters;
  const level = draw.normal();
  const slow = wind.startMps === undefined ? level : startScore(parameters, startMs);
  const across = draw.normal();
  const [a, b] = [Math.sqrt(wind.shortShare), Math.sqrt(1 - wind.shortShare)];
  return {
    short: a * slow + b * across,
    long: b * slow - a * across,
    fluctuation: draw.normal(),
    logVolatility: draw.normal(),
    directionDeg: wind.prevailingDeg + 30 * draw.normal(),
    air: draw.normal(),
    frequency: draw.normal(),
    voltage: draw.normal(),
  };
}

/** Slow score that puts the farm wind at `startMps` at the start. */
function startScore(parameters: WindFarmSiteParameters, startMs: number): number {
  const { wind } = parameters;
  const relative = (wind.startMps ?? wind.weibullAMps) / wind.weibullAMps;
  const score = normalScoreOf(relative, weibullByNormalScore(wind.weibullK));
  const climate = climateAt(startMs, parameters);
  return (score - climate.scoreShift) / (climate.scoreScale * Math.sqrt(1 - wind.fluctuationShare));
}

function observe(processes: Processes, ts: number, parameters: WindFarmSiteParameters): Weather {
  const { wind, air, grid } = parameters;
  const climate: Climate = climateAt(ts, parameters);
  const ambientC = climate.ambientC + air.weatherSdK * processes.air;
  return {
    ts,
    slow:
      Math.sqrt(wind.shortShare) * processes.short +
      Math.sqrt(1 - wind.shortShare) * processes.long,
    fluctuation: processes.fluctuation,
    volatility: Math.exp(wind.volatility * processes.logVolatility - wind.volatility ** 2),
    scoreShift: climate.scoreShift,
    directionDeg: processes.directionDeg,
    ambientC,
    airDensity: climate.pressurePa / (GAS_CONSTANT_DRY_AIR * (ambientC + KELVIN)),
    gridHz: grid.frequencyHz + grid.frequencySdHz * processes.frequency,
    gridV: grid.voltage + grid.voltageSd * processes.voltage,
  };
}

/** J/(kg K); IEC 61400-12-1 equation for air density. */
const GAS_CONSTANT_DRY_AIR = 287.05;
const KELVIN = 273.15;

/** Memory of grid frequency and voltage, s. Engineering judgement. */
const FREQUENCY_TAU_S = 60;
const VOLTAGE_TAU_S = 1_200;

function stepperOf(parameters: WindFarmSiteParameters, stepMs: number) {
  const { wind, air } = parameters;
  const stepS = stepMs / 1000;
  const short = diffusion(stepS, wind.shortTauMin * 60);
  const long = diffusion(stepS, wind.longTauMin * 60);
  const fluctuation = diffusion(stepS, wind.fluctuationTauS);
  const volatility = diffusion(stepS, wind.volatilityTauMin * 60);
  const weather = diffusion(stepS, air.weatherTauH * 3_600);
  const frequency = diffusion(stepS, FREQUENCY_TAU_S);
  const voltage = diffusion(stepS, VOLTAGE_TAU_S);
  const turn = directionStep(parameters, stepS);
  return (p: Processes, random: Random): void => {
    p.short = moved(p.short, short, random);
    p.long = moved(p.long, long, random);
    p.fluctuation = moved(p.fluctuation, fluctuation, random);
    p.logVolatility = moved(p.logVolatility, volatility, random);
    p.air = moved(p.air, weather, random);
    p.frequency = moved(p.frequency, frequency, random);
    p.voltage = moved(p.voltage, voltage, random);
    p.directionDeg = turn(p.directionDeg, random.normal());
  };
}

function moved(x: number, step: Diffusion, random: Random): number {
  return step.keep * x + step.kick * random.normal();
}

/**
 * Diffusion on the circle with a pull to the prevailing direction, whose stationary law is von Mises
 * (Mardia and Jupp, Directional Statistics, 3.5.4). The angle is kept unreduced: a wind that goes
 * round the compass twists the turbines' cables.
 */
function directionStep({ wind }: WindFarmSiteParameters, stepS: number) {
  const pull = stepS / (wind.directionTauH * 3_600);
  const spread = Math.sqrt((2 * pull) / Math.max(wind.directionConcentration, 0.1));
  const radian = 180 / Math.PI;
  return (deg: number, normal: number): number => {
    const off = (deg - wind.prevailingDeg) / radian;
    return deg + (spread * normal - pull * Math.sin(off)) * radian;
  };
}
