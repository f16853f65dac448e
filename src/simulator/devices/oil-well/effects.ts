/** What active faults and operations do to the physics at this instant; a healthy well has all at rest. */
export class WellEffects {
  /** Factors of productivity, of what passes the tubing, and of what passes the choke. */
  productivity = 1;
  tubing = 1;
  choke = 1;
  /** Added share of water. */
  waterCut = 0;
  /** Amplitudes of severe slugging and of flow instability, 0 ... 1. */
  slugging = 0;
  instability = 0;
  /** How far the annulus is on its way to the tubing's pressure, 0 ... 1. */
  annulus = 0;
  /** Added signal of the sand detector, its own unit. */
  sand = 0;
  /** Operation: factor of the choke's setting, 1 while the well is tested, and 1 while it is shut in. */
  setting = 1;
  testing = 0;
  shutIn = 0;
  /** Factors of the pump's head, of the motor's current, of its cooling, and of the insulation. */
  head = 1;
  current = 1;
  cooling = 1;
  insulation = 1;
  /** Gas in the pump, 0 ... 1, its effect on the head, share, and added vibration, g. */
  gas = 0;
  gasHead = 0;
  vibrationG = 0;
  /** Loss of pressure before the intake at the best flow, bar. */
  plugBar = 0;
  /** Share of the lifted liquid that falls back through a leak. */
  recirculation = 0;
  /** 1 while the drive is held off. */
  driveTrip = 0;
}

const AT_REST: Readonly<WellEffects> = new WellEffects();

/** Puts every effect to rest, in place: faults are applied anew at each step. */
export function restore(effects: WellEffects): void {
  Object.assign(effects, AT_REST);
}
