import type { WellFault } from './well-fault.ts';

/** The well is closed for work elsewhere; it opens slowly. Volve: 3.5-10 a year, median 2 days. */
export const shutIn: WellFault = {
  mode: 'shut-in',
  description: 'Planned shut-in of the well',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 2 * 86_400_000,
  perDeviceYear: 5,
  channels: [
    'on_stream',
    'choke_pct',
    'whp_bar',
    'choke_bar',
    'bhp_bar',
    'liquid_rate_sm3d',
    'wht_c',
  ],
  adapted: ({ shutInsPerYear, shutInDays }) => ({
    perDeviceYear: shutInsPerYear,
    defaultOverMs: shutInDays * 86_400_000,
  }),
  apply(effects, damage) {
    effects.shutIn = damage > 0 ? 1 : effects.shutIn;
  },
};
