import type { OperatingState } from './operation.ts';

/** States in which people keep a machine, whatever the shift says. */
type Hold = Extract<OperatingState, 'changeover' | 'maintenance'>;

/** What active faults do to the physics at this instant; a healthy machine has all at rest. */
export class MachineEffects {
  /** Velocity at rated speed, mm/s: once and twice a turn, loose parts, rolling bearing. */
  onceMms = 0;
  twiceMms = 0;
  looseMms = 0;
  /** Damage of the rolling bearing, 0 ... 1. */
  bearingDamage = 0;
  /** Factor of the scatter of the vibration. */
  vibrationScatter = 1;
  /** Kurtosis above 3, crest factor above the healthy one, factor of the acceleration. */
  kurtosis = 0;
  crest = 0;
  acceleration = 1;
  /** Friction heat at the bearing at rated speed, K; factors of the motor's heat and cooling. */
  bearingHeatK = 0;
  motorHeat = 1;
  cooling = 1;
  /** Factors of torque and of current. */
  torque = 1;
  current = 1;
  /** Unbalance of the phase currents, %. */
  unbalancePct = 0;
  /** Factor of the length of a work cycle. */
  cycle = 1;
  /** Share of the speed lost. */
  slip = 0;
  /** Factors of pressure, of its noise, and of flow. */
  pressure = 1;
  pressureNoise = 1;
  flow = 1;
  /** How much warmer the air about it is than the shop's, K. */
  ambientK = 0;
  /** State in which people keep it; none when absent. */
  hold: Hold | undefined = undefined;
}

/** Those of a machine that never had a fault. */
export const AT_REST: Readonly<MachineEffects> = new MachineEffects();

/** Puts every effect to rest, in place: faults are applied anew at each step. */
export function restore(effects: MachineEffects): void {
  Object.assign(effects, AT_REST);
}
