import type { Random } from '../../../runtime/random.ts';
import { TurbineState } from './turbine.ts';
import type { UnitVariation } from './variation.ts';
import type { Weather } from './weather.ts';

/** A turbine at rest in the weather's direction, warm as after a short stop. */
export function initialState(
  weather: Readonly<Weather>,
  variation: UnitVariation,
  random: Random,
): TurbineState {
  return Object.assign(new TurbineState(), {
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
  });
}
