/** What active faults do to the physics at this instant; a healthy turbine has all at rest. */
export interface TurbineEffects {
  /** Added to the free wind, m/s, and factor of its turbulence. */
  windMps: number;
  turbulence: number;
  /** Factor of the oil cooler's power. */
  cooler: number;
  /** Friction heat at the gearbox bearings at rated speed, K. */
  hssHeatK: number;
  imsHeatK: number;
  /** Factor of the gearbox vibration, and its kurtosis above 3. */
  gearboxVibration: number;
  gearboxKurtosis: number;
  /** Factor of the particles in the gear oil. */
  oilParticles: number;
}

export function healthyEffects(): TurbineEffects {
  return restored({} as TurbineEffects);
}

/** Puts every effect to rest, in place: faults are applied anew at each step. */
export function restored(effects: TurbineEffects): TurbineEffects {
  return Object.assign(effects, {
    windMps: 0,
    turbulence: 1,
    cooler: 1,
    hssHeatK: 0,
    imsHeatK: 0,
    gearboxVibration: 1,
    gearboxKurtosis: 0,
    oilParticles: 1,
  } satisfies TurbineEffects);
}
