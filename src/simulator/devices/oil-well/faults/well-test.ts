import type { WellFault } from './well-fault.ts';

/** The well flows through the test separator, choked back. Monthly, 12 to 24 hours. */
export const wellTest: WellFault = {
  mode: 'well-test',
  description: 'Well test at a smaller choke',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 18 * 3_600_000,
  perDeviceYear: 12,
  channels: ['choke_pct', 'whp_bar', 'choke_bar', 'bhp_bar', 'liquid_rate_sm3d'],
  adapted: ({ testsPerYear, testHours }) => ({
    perDeviceYear: testsPerYear,
    defaultOverMs: testHours * 3_600_000,
  }),
  apply(effects, damage) {
    effects.testing = damage > 0 ? 1 : effects.testing;
  },
};
