/** What active faults and operations do to the physics at this instant; a healthy well has all at rest. */
export interface WellEffects {
  /** Factors of productivity, of what passes the tubing, and of what passes the choke. */
  productivity: number;
  tubing: number;
  choke: number;
  /** Added share of water. */
  waterCut: number;
  /** Amplitudes of severe slugging and of flow instability, 0 ... 1. */
  slugging: number;
  instability: number;
  /** How far the annulus is on its way to the tubing's pressure, 0 ... 1. */
  annulus: number;
  /** Added signal of the sand detector, its own unit. */
  sand: number;
  /** Operation: factor of the choke's setting, 1 while the well is tested, and 1 while it is shut in. */
  setting: number;
  testing: number;
  shutIn: number;
  /** Factors of the pump's head, of the motor's current, of its cooling, and of the insulation. */
  head: number;
  current: number;
  cooling: number;
  insulation: number;
  /** Gas in the pump, 0 ... 1, its effect on the head, share, and added vibration, g. */
  gas: number;
  gasHead: number;
  vibrationG: number;
  /** Loss of pressure before the intake at the best flow, bar. */
  plugBar: number;
  /** Share of the lifted liquid that falls back through a leak. */
  recirculation: number;
  /** 1 while the drive is held off. */
  driveTrip: number;
}

export function healthyEffects(): WellEffects {
  return restored({} as WellEffects);
}

/** Puts every effect to rest, in place: faults are applied anew at each step. */
export function restored(effects: WellEffects): WellEffects {
  return Object.assign(effects, {
    productivity: 1,
    tubing: 1,
    choke: 1,
    waterCut: 0,
    slugging: 0,
    instability: 0,
    annulus: 0,
    sand: 0,
    setting: 1,
    testing: 0,
    shutIn: 0,
    head: 1,
    current: 1,
    cooling: 1,
    insulation: 1,
    gas: 0,
    gasHead: 0,
    vibrationG: 0,
    plugBar: 0,
    recirculation: 0,
    driveTrip: 0,
  } satisfies WellEffects);
}
