import type { WellFaultSizes } from '../parameters.ts';
import type { WellFault } from './well-fault.ts';

/** Sand wears the choke wider than it is set, 1 to 3 % a week. Engineering judgement. */
export const chokeErosion: WellFault<Pick<WellFaultSizes, 'chokeErosion'>> = {
  mode: 'choke-erosion',
  description: 'Erosion of the choke',
  kind: 'fault',
  course: 'ramp',
  defaultOverMs: 28 * 86_400_000,
  perDeviceYear: 0.2,
  channels: ['choke_bar', 'whp_bar', 'liquid_rate_sm3d'],
  apply(effects, damage, sizes) {
    effects.choke *= 1 + sizes.chokeErosion * damage;
  },
};
