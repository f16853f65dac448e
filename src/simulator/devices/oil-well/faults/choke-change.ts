import type { WellModel } from '../well.ts';
import type { WellFault } from './well-fault.ts';

/** The crew sets the choke differently, until the next change. Engineering judgement. */
export const chokeChange: WellFault<Pick<WellModel['operations'], 'chokeChange'>> = {
  mode: 'choke-change',
  description: 'Change of the choke by the crew',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 10 * 86_400_000,
  perDeviceYear: 8,
  channels: ['choke_pct', 'whp_bar', 'choke_bar', 'bhp_bar', 'liquid_rate_sm3d'],
  adapted: ({ chokeChangesPerYear, chokeChangeDays }) => ({
    perDeviceYear: chokeChangesPerYear,
    defaultOverMs: chokeChangeDays * 86_400_000,
  }),
  apply(effects, damage, sizes) {
    effects.setting *= 1 + sizes.chokeChange * damage;
  },
};
