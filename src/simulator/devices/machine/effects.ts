import type { OperatingState } from './operation.ts';

/** States in which people keep a machine, whatever the shift says. */
type Hold = Extract<OperatingState, 'changeover' | 'maintenance'>;

/** What active faults do to the physics at this instant; a healthy machine has all at rest. */
export interface MachineEffects {
  /** Velocity at rated speed, mm/s: once and twice a turn, loose parts, rolling bearing. */
  onceMms: number;
  twiceMms: number;
  looseMms: number;
  /** Damage of the rolling bearing, 0 ... 1. */
  bearingDamage: number;
  /** Factor of the scatter of the vibration. */
  vibrationScatter: number;
  /** Kurtosis above 3, crest factor above the healthy one, factor of the acceleration. */
  kurtosis: number;
  crest: number;
  acceleration: number;
  /** Friction heat at the bearing at rated speed, K; factors of the motor's heat and cooling. */
  bearingHeatK: number;
  motorHeat: number;
  cooling: number;
  /** Factors of torque and of current. */
  torque: number;
  current: number;
  /** Unbalance of the phase currents, %. */
  unbalancePct: number;
  /** Factor of the length of a work cycle. */
  cycle: number;
  /** Share of the speed lost. */
  slip: number;
  /** Factors of pressure, of its noise, and of flow. */
  pressure: number;
  pressureNoise: number;
  flow: number;
  /** How much warmer the air about it is than the shop's, K. */
  ambientK: number;
  /** State in which people keep it; none when absent. */
  hold: Hold | undefined;
}

export function healthyEffects(): MachineEffects {
  return restored({} as MachineEffects);
}

/** Puts every effect to rest, in place: faults are applied anew at each step. */
export function restored(effects: MachineEffects): MachineEffects {
  return Object.assign(effects, {
    onceMms: 0,
    twiceMms: 0,
    looseMms: 0,
    bearingDamage: 0,
    vibrationScatter: 1,
    kurtosis: 0,
    crest: 0,
    acceleration: 1,
    bearingHeatK: 0,
    motorHeat: 1,
    cooling: 1,
    torque: 1,
    current: 1,
    unbalancePct: 0,
    cycle: 1,
    slip: 0,
    pressure: 1,
    pressureNoise: 1,
    flow: 1,
    ambientK: 0,
    hold: undefined,
  } satisfies MachineEffects);
}
