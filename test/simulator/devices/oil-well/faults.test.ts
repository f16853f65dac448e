import { expect, test } from 'vitest';
import { WELL_FAULTS } from '../../../../src/simulator/devices/oil-well/faults/index.ts';
import { HOUR_MS, MINUTE_MS, mean, moved, pair, ratio, rise, series } from './field.ts';

/** What a fault of full severity does to a channel, against the twin: least and most. */
type Effect = readonly [mode: string, metric: string, low: number, high: number];

const OVER = { overMs: HOUR_MS };
const RUN = { minutes: 240 };

test.each<Effect>([
  ['dhsv-closure', 'whp_bar', 0.29, 0.77],
  ['dhsv-closure', 'choke_bar', 0.2, 0.6],
  ['dhsv-closure', 'wht_c', 0.1, 0.6],
  ['bsw-increase', 'oil_rate_bbl_s', 0.05, 0.6],
  ['productivity-loss', 'liquid_rate_sm3d', 0.5, 0.97],
  ['choke-restriction', 'choke_bar', 1.04, 1.11],
  ['choke-restriction', 'whp_bar', 1.006, 1.02],
  ['choke-restriction', 'liquid_rate_sm3d', 0.9, 0.98],
  ['scaling', 'liquid_rate_sm3d', 0.5, 0.85],
  ['scaling', 'bhp_bar', 1.005, 1.05],
  ['hydrate', 'liquid_rate_sm3d', 0.05, 0.5],
  ['hydrate', 'whp_bar', 0.3, 0.8],
  ['hydrate', 'wht_c', 0.2, 0.8],
  ['choke-erosion', 'choke_bar', 0.85, 0.98],
  ['choke-erosion', 'liquid_rate_sm3d', 1.02, 1.15],
  ['tubing-leak', 'annulus_bar', 1.8, 2.5],
  ['sand-production', 'sand_acoustic', 5, 30],
])('%s takes %s to %f ... %f of the healthy value', async (mode, metric, low, high) => {
  const share = ratio(await pair({ mode, ...OVER }, RUN), metric);
  expect(share).toBeGreaterThan(low);
  expect(share).toBeLessThan(high);
});

test.each<Effect>([
  ['dhsv-closure', 'bhp_bar', 4, 17],
  ['bsw-increase', 'water_cut', 0.2, 0.6],
  ['productivity-loss', 'bhp_bar', -30, -5],
])('%s moves %s by %f ... %f', async (mode, metric, low, high) => {
  const change = rise(await pair({ mode, ...OVER }, RUN), metric);
  expect(change).toBeGreaterThan(low);
  expect(change).toBeLessThan(high);
});

test.each(WELL_FAULTS.map(({ mode, channels }) => [mode, channels] as const))(
  '%s moves each of its channels, and nothing before it begins',
  async (mode, channels) => {
    const run = await pair({ mode, ...OVER }, { minutes: 180 });
    expect(moved(run)).toEqual(expect.arrayContaining([...channels]));
    expect(run.sick.slice(0, 360)).toEqual(run.healthy.slice(0, 360));
  },
);

test('half the severity restricts the choke by half', async () => {
  const whole = await pair({ mode: 'choke-restriction', ...OVER }, RUN);
  const half = await pair({ mode: 'choke-restriction', severity: 0.5, ...OVER }, RUN);
  const part = (ratio(half, 'choke_bar') - 1) / (ratio(whole, 'choke_bar') - 1);
  expect(part).toBeGreaterThan(0.4);
  expect(part).toBeLessThan(0.6);
});

/** Mean time from one rise through the middle to the next, min; readings every 10 s. */
function period(values: readonly number[]): number {
  const centre = mean(values);
  const depth = (Math.max(...values) - Math.min(...values)) / 8;
  const crossings: number[] = [];
  let low = false;
  for (const [i, value] of values.entries()) {
    if (value < centre - depth) low = true;
    if (low && value > centre + depth) {
      crossings.push(i);
      low = false;
    }
  }
  const first = crossings[0] ?? Number.NaN;
  return ((crossings.at(-1) ?? Number.NaN) - first) / (crossings.length - 1) / 6;
}

test('severe slugging swings every 46 to 104 minutes, more before the choke than at the tree', async () => {
  const { sick } = await pair({ mode: 'severe-slugging', overMs: MINUTE_MS }, { minutes: 780 });
  const steady = sick.slice(720);
  const swing = (metric: string): number => {
    const values = series(steady, metric);
    return (Math.max(...values) - Math.min(...values)) / mean(values);
  };
  expect(period(series(steady, 'choke_bar'))).toBeGreaterThan(46);
  expect(period(series(steady, 'choke_bar'))).toBeLessThan(104);
  expect(swing('choke_bar')).toBeGreaterThan(0.31);
  expect(swing('choke_bar')).toBeLessThan(2.22);
  expect(swing('whp_bar')).toBeGreaterThan(0.02);
  expect(swing('whp_bar')).toBeLessThan(0.22);
});

test('flow instability swings every 2.7 to 9 minutes, by a few percent', async () => {
  const { sick } = await pair({ mode: 'flow-instability', overMs: MINUTE_MS }, { minutes: 240 });
  const values = series(sick.slice(420), 'choke_bar');
  const sd = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  expect(period(values)).toBeGreaterThan(2.7);
  expect(period(values)).toBeLessThan(9);
  expect(sd / mean(values)).toBeGreaterThan(0.005);
  expect(sd / mean(values)).toBeLessThan(0.06);
});

test('a size that the profile sets is the size that comes', async () => {
  const overrides = ['model.faults.waterCutRise=0.1'];
  const run = await pair({ mode: 'bsw-increase', ...OVER }, { ...RUN, overrides });
  expect(rise(run, 'water_cut')).toBeCloseTo(0.1, 3);
});
