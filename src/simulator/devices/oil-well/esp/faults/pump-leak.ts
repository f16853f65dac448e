import type { WellFault } from '../../faults/well-fault.ts';
import type { EspFaultSizes } from '../parameters.ts';
import { MECHANICAL_PER_YEAR } from './run-life.ts';

/** The tubing leaks into the annulus, and part of what is lifted falls back to the pump. Engineering judgement. */
export const pumpLeak: WellFault<Pick<EspFaultSizes, 'leakAnnulus' | 'leakFlow'>> = {
  mode: 'tubing-leak',
  description: 'Leak from the tubing into the annulus',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 12 * 3_600_000,
  perDeviceYear: 0.15 * MECHANICAL_PER_YEAR,
  channels: ['annulus_bar', 'liquid_rate_sm3d', 'intake_bar', 'discharge_bar'],
  apply(effects, damage, sizes) {
    effects.annulus = Math.max(effects.annulus, sizes.leakAnnulus * damage);
    effects.recirculation = Math.max(effects.recirculation, sizes.leakFlow * damage);
  },
};
