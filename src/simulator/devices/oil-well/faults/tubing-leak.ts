import type { WellFaultSizes } from '../parameters.ts';
import type { WellFault } from './well-fault.ts';

/** The tubing leaks into the annulus, which a packer closes below. Engineering judgement. */
export const tubingLeak: WellFault<Pick<WellFaultSizes, 'leakAnnulus'>> = {
  mode: 'tubing-leak',
  description: 'Leak from the tubing into the annulus',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 12 * 3_600_000,
  perDeviceYear: 0.03,
  channels: ['annulus_bar'],
  apply(effects, damage, sizes) {
    effects.annulus = Math.max(effects.annulus, sizes.leakAnnulus * damage);
  },
};
