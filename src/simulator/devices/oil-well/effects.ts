/** What active faults do to the physics at this instant; a healthy well has all at rest. */
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
  /** Factors of the pump's head, of the motor's current, and of the insulation. */
  head: number;
  current: number;
  insulation: number;
  /** Gas in the pump, 0 ... 1, and added vibration, g. */
  gas: number;
  vibrationG: number;
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
    head: 1,
    current: 1,
    insulation: 1,
    gas: 0,
    vibrationG: 0,
  } satisfies WellEffects);
}
