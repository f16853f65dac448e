import type { CommandedStop } from './operation.ts';

/** What active faults do to the physics at this instant; a healthy turbine has all at rest. */
export class TurbineEffects {
  /** Added to the free wind, m/s, and factor of its turbulence. */
  windMps = 0;
  turbulence = 1;
  /** Factors of the aerodynamic power and of what the anemometer shows. */
  aerodynamics = 1;
  anemometer = 1;
  /** Ice that the air would build up on the blades if it is cold enough, share of full. */
  icing = 0;
  /** Bias of the wind vane and angle of the second blade off the others', degrees. */
  vaneDeg = 0;
  pitchDeg = 0;
  /** Factors of the power of the oil cooler and of the generator's fan. */
  cooler = 1;
  fan = 1;
  /** Friction heat at bearings of gearbox and generator at rated speed, K. */
  hssHeatK = 0;
  imsHeatK = 0;
  driveEndHeatK = 0;
  /** Factor of the gearbox vibration, and its kurtosis above 3. */
  gearboxVibration = 1;
  gearboxKurtosis = 0;
  /** Factors of the generator's vibration and of the tower's acceleration while the rotor turns. */
  generatorVibration = 1;
  tower = 1;
  /** Factor of the particles in the gear oil. */
  oilParticles = 1;
  /** Factors of the hydraulic pressure and of its leak. */
  hydraulicPressure = 1;
  hydraulicLeak = 1;
  /** Limits from outside, shares of rated power and speed; `quiet` where they are for the noise. */
  powerLimit = 1;
  speedLimit = 1;
  quiet = false;
  /** What keeps the turbine stopped. */
  stop: CommandedStop | undefined = undefined;
}

const AT_REST: Readonly<TurbineEffects> = new TurbineEffects();

/** Puts every effect to rest, in place: faults are applied anew at each step. */
export function restore(effects: TurbineEffects): void {
  Object.assign(effects, AT_REST);
}
