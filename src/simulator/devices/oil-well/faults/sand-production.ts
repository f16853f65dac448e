import type { WellFaultSizes } from '../parameters.ts';
import type { WellFault } from './well-fault.ts';

/** The formation lets sand go, which is heard and wears the choke later. Engineering judgement. */
export const sandProduction: WellFault<Pick<WellFaultSizes, 'sandAcoustic'>> = {
  mode: 'sand-production',
  description: 'Production of sand',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 6 * 3_600_000,
  perDeviceYear: 0.3,
  channels: ['sand_acoustic'],
  apply(effects, damage, sizes) {
    effects.sand += sizes.sandAcoustic * damage;
  },
};
