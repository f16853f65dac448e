import type { Random } from '../../../runtime/random.ts';
import type { TurbineState } from './turbine.ts';
import type { UnitVariation } from './variation.ts';
import type { Weather } from './weather.ts';

/** What is the same in every turbine at rest; the first step sets most of it anew. */
const AT_REST = {
  turbulenceMps: 0,
  rotorTurbulenceMps: 0,
  freeMps: 6,
  windSdMps: 0.7,
  nacelleMps: 6,
  meanNacelleMps: 6,
  yawing: false,
  yawErrorDeg: 0,
  vaneDeg: 0,
  operating: 'standstill',
  stopLeadsTo: 'standstill',
  inStateS: 0,
  productiveShare: 0,
  speed: 0,
  powerShare: 0,
  powerKw: 0,
  reactiveKvar: 0,
  pitchDeg: 90,
  hssC: 55,
  imsC: 55,
  gearboxMms: 0,
  generatorMms: 0,
  gearboxKurtosis: 3,
  towerMg: 0,
  oilParticles: 0,
  hydraulicBar: 160,
  ice: 0,
} as const;

/** A turbine at rest in the weather's direction, warm as after a short stop. */
export function initialState(
  weather: Readonly<Weather>,
  variation: UnitVariation,
  random: Random,
): TurbineState {
  return {
    ...AT_REST,
    localWind: random.normal(),
    localFluctuation: random.normal(),
    turbulenceLevel: random.normal(),
    swing: random.normal(),
    headingDeg: weather.directionDeg - 360 * Math.round(weather.directionDeg / 360),
    scatter: random.normal(),
    oilC: random.between(52, 59),
    statorC: random.between(54, 64),
    driveEndC: weather.ambientC + 20,
    farEndC: weather.ambientC + 18,
    mainC: 0.6 * weather.ambientC + 21,
    nacelleC: weather.ambientC + 10,
    coolerOn: random.chance(0.5),
    fanOn: random.chance(0.5),
    gearboxVibration: random.normal(),
    generatorVibration: random.normal(),
    hydraulicPhase: random.next(),
    energyKwh: variation.energyKwh,
  };
}
