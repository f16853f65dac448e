import type { WellFault } from '../../faults/well-fault.ts';
import type { EspFaultSizes } from '../parameters.ts';

/** Sand is heard at the wellhead and shakes the pump. Engineering judgement. */
export const pumpSand: WellFault<Pick<EspFaultSizes, 'sandAcoustic' | 'sandVibrationG'>> = {
  mode: 'sand-production',
  description: 'Production of sand',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 6 * 3_600_000,
  perDeviceYear: 0.5,
  channels: ['sand_acoustic', 'vib_g'],
  apply(effects, damage, sizes) {
    effects.sand += sizes.sandAcoustic * damage;
    effects.vibrationG += sizes.sandVibrationG * damage;
  },
};
