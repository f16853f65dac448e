import type { Random } from '../../../runtime/random.ts';
import type { WindTurbineParameters } from './parameters.ts';

/** How one unit differs from its type: fixed at manufacture and installation. */
export interface UnitVariation {
  /** Factors. */
  readonly wind: number;
  readonly power: number;
  readonly heat: number;
  readonly cooling: number;
  readonly oilLoss: number;
  readonly gearboxVibration: number;
  readonly generatorVibration: number;
  /** Offsets: K, degrees. */
  readonly coolerK: number;
  readonly fanK: number;
  readonly hssK: number;
  readonly imsK: number;
  readonly vaneDeg: number;
  readonly directionDeg: number;
  readonly pitchDeg: readonly [number, number, number];
  /** Energy counted before the first instant, kWh. */
  readonly energyKwh: number;
}

/** Draws in a fixed order, so a new quantity goes to the end. */
export function drawVariation(random: Random, parameters: WindTurbineParameters): UnitVariation {
  const { variation: sd, rating } = parameters;
  const about = (share: number): number => Math.exp(share * clipped(random.normal()));
  const offset = (scale: number): number => scale * clipped(random.normal());
  return {
    wind: about(sd.windShare),
    power: about(sd.powerShare),
    heat: about(sd.thermalShare),
    cooling: about(sd.thermalShare),
    gearboxVibration: about(sd.vibrationShare),
    generatorVibration: about(sd.vibrationShare),
    coolerK: offset(sd.coolerThermostatK),
    fanK: offset(sd.fanThermostatK),
    hssK: offset(sd.bearingK),
    imsK: offset(sd.bearingK),
    vaneDeg: offset(sd.vaneDeg),
    directionDeg: offset(LOCAL_DIRECTION_SD_DEG),
    pitchDeg: [offset(PITCH_SD_DEG), offset(PITCH_SD_DEG), offset(PITCH_SD_DEG)],
    energyKwh: Math.round(rating.powerKw * random.between(...FULL_LOAD_HOURS)),
    oilLoss: about(sd.passiveShare),
  };
}

/** Local deflection of the wind and offset of one blade. Engineering judgement. */
const LOCAL_DIRECTION_SD_DEG = 4;
const PITCH_SD_DEG = 0.08;
/** Two to ten years at 2,200 full-load hours. */
const FULL_LOAD_HOURS = [4_400, 22_000] as const;

/** No unit leaves the works beyond 2.5 standard deviations. */
function clipped(normal: number): number {
  return Math.max(-2.5, Math.min(2.5, normal));
}
