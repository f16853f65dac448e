import type { WellFault } from './well-fault.ts';

/** The flow swings with a period of 3 to 9 minutes, by a few percent (3W). Window of 15 minutes: Vargas et al. 2019. Rate: engineering judgement. */
export const flowInstability: WellFault = {
  mode: 'flow-instability',
  description: 'Unstable flow with a period of minutes',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 15 * 60_000,
  perDeviceYear: 1,
  channels: ['choke_bar', 'whp_bar', 'liquid_rate_sm3d'],
  apply(effects, damage) {
    effects.instability = Math.max(effects.instability, damage);
  },
};
