import type { TurbineFault } from './turbine-fault.ts';

const LOSS_EXPONENT = 1.285;
const TOWER_EXPONENT = 0.77;

/**
 * The second blade is off by a slipped encoder or a stuck drive. The unequal thrust shakes the tower at
 * the rotor's frequency. The exponents put a sixth of the angle (1 degree) at 1 % of power and at 1.5
 * times the acceleration, as in the literature.
 */
export const pitchOffset: TurbineFault = {
  mode: 'pitch-offset',
  description: 'One blade stands at another angle: power is lost and the tower shakes once a turn',
  kind: 'fault',
  course: 'step',
  defaultOverMs: 2 * 86_400_000,
  perDeviceYear: 0.1, // half of pitch and hydraulics, 0.2 in WMEP
  channels: ['pitch_deg_2', 'power_kw', 'tower_acc_mg'],
  apply(effects, damage, sizes) {
    const size = sizes.pitchOffset;
    effects.pitchDeg += size.pitchDeg * damage;
    effects.aerodynamics *= 1 - size.powerLoss * damage ** LOSS_EXPONENT;
    effects.tower *= 1 + size.towerGain * damage ** TOWER_EXPONENT;
  },
};
