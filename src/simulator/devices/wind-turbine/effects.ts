import type { CommandedStop } from './operation.ts';

/** What active faults do to the physics at this instant; a healthy turbine has all at rest. */
export interface TurbineEffects {
  /** Added to the free wind, m/s, and factor of its turbulence. */
  windMps: number;
  turbulence: number;
  /** Factors of the aerodynamic power and of what the anemometer shows. */
  aerodynamics: number;
  anemometer: number;
  /** Ice that the air would build up on the blades if it is cold enough, share of full. */
  icing: number;
  /** Bias of the wind vane and angle of the second blade off the others', degrees. */
  vaneDeg: number;
  pitchDeg: number;
  /** Factors of the power of the oil cooler and of the generator's fan. */
  cooler: number;
  fan: number;
  /** Friction heat at bearings of gearbox and generator at rated speed, K. */
  hssHeatK: number;
  imsHeatK: number;
  driveEndHeatK: number;
  /** Factor of the gearbox vibration, and its kurtosis above 3. */
  gearboxVibration: number;
  gearboxKurtosis: number;
  /** Factors of the generator's vibration and of the tower's acceleration while the rotor turns. */
  generatorVibration: number;
  tower: number;
  /** Factor of the particles in the gear oil. */
  oilParticles: number;
  /** Factors of the hydraulic pressure and of its leak. */
  hydraulicPressure: number;
  hydraulicLeak: number;
  /** Limits from outside, shares of rated power and speed; `quiet` where they are for the noise. */
  powerLimit: number;
  speedLimit: number;
  quiet: boolean;
  /** What keeps the turbine stopped. */
  stop: CommandedStop | undefined;
}

export function healthyEffects(): TurbineEffects {
  return { ...AT_REST };
}

/** Puts every effect to rest, in place: faults are applied anew at each step. */
export function restored(effects: TurbineEffects): TurbineEffects {
  return Object.assign(effects, AT_REST);
}

const AT_REST: Readonly<TurbineEffects> = {
  windMps: 0,
  turbulence: 1,
  aerodynamics: 1,
  anemometer: 1,
  icing: 0,
  vaneDeg: 0,
  pitchDeg: 0,
  cooler: 1,
  fan: 1,
  hssHeatK: 0,
  imsHeatK: 0,
  driveEndHeatK: 0,
  gearboxVibration: 1,
  gearboxKurtosis: 0,
  generatorVibration: 1,
  tower: 1,
  oilParticles: 1,
  hydraulicPressure: 1,
  hydraulicLeak: 1,
  powerLimit: 1,
  speedLimit: 1,
  quiet: false,
  stop: undefined,
};
