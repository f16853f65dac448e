import { expect, test } from 'vitest';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { mean, MINUTE_MS, runWells, series } from './field.ts';

interface Affliction {
  readonly profile?: string;
  readonly device?: string;
  readonly minutes?: number;
  readonly overMs?: number;
}

/** Readings before the onset after half an hour, and those of the last half hour. */
async function afflicted(mode: string, options: Affliction = {}) {
  const { profile = 'oil-field', device = 'well-001', minutes = 180, overMs } = options;
  const request = {
    mode,
    device,
    delayMs: 30 * MINUTE_MS,
    ...(overMs === undefined ? {} : { overMs }),
  };
  const readings = await runWells({ profile, minutes, faults: [request] });
  return { readings, before: readings.slice(0, 180), after: readings.slice(-180) };
}

function change(
  run: { readonly before: readonly Reading[]; readonly after: readonly Reading[] },
  metric: string,
) {
  return mean(series(run.after, metric)) / mean(series(run.before, metric)) - 1;
}

/** Times at which a metric passes its mean upwards, having been below by a quarter of its range. */
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

test('a closed downhole valve lets the wellhead fall and the bottom rise', async () => {
  const run = await afflicted('dhsv-closure');
  expect(change(run, 'whp_bar')).toBeGreaterThan(-0.71);
  expect(change(run, 'whp_bar')).toBeLessThan(-0.23);
  const riseBar = mean(series(run.after, 'bhp_bar')) - mean(series(run.before, 'bhp_bar'));
  expect(riseBar).toBeGreaterThan(4);
  expect(riseBar).toBeLessThan(17.5);
});

test('severe slugging repeats every 45 to 105 minutes', async () => {
  const { readings } = await afflicted('severe-slugging', { minutes: 720, overMs: MINUTE_MS });
  const minutes = period(series(readings.slice(180), 'flowline_bar'));
  expect(minutes).toBeGreaterThan(45);
  expect(minutes).toBeLessThan(105);
});

test('flow instability repeats every 3 to 9 minutes', async () => {
  const { readings } = await afflicted('flow-instability', { overMs: MINUTE_MS });
  const minutes = period(series(readings.slice(180), 'liquid_rate_sm3d'));
  expect(minutes).toBeGreaterThan(3);
  expect(minutes).toBeLessThan(9);
});

test.each([
  ['bsw-increase', 'water_cut', 1],
  ['productivity-loss', 'bhp_bar', -1],
  ['choke-restriction', 'whp_bar', 1],
  ['scaling', 'liquid_rate_sm3d', -1],
  ['hydrate', 'wht_c', -1],
] as const)('%s moves %s', async (mode, metric, sign) => {
  const run = await afflicted(mode, { overMs: 60 * MINUTE_MS });
  expect(change(run, metric) * sign).toBeGreaterThan(0.02);
});

test.each([
  ['pump-off', 'intake_bar', -0.2],
  ['stage-wear', 'liquid_rate_sm3d', -0.2],
  ['broken-shaft', 'motor_amp', -0.4],
  ['insulation-loss', 'insulation_mohm', -0.9],
] as const)('%s lets %s fall', async (mode, metric, share) => {
  const options = { profile: 'oil-field-esp', device: 'esp-001', overMs: 60 * MINUTE_MS };
  expect(change(await afflicted(mode, options), metric)).toBeLessThan(share);
});

test('a gas lock takes current and flow, raises the intake, and clears by itself', async () => {
  const run = await afflicted('gas-lock', { profile: 'oil-field-esp', device: 'esp-001' });
  const locked = { before: run.before, after: run.readings.slice(270, 330) };
  expect(change(locked, 'motor_amp')).toBeLessThan(-0.25);
  expect(change(locked, 'motor_amp')).toBeGreaterThan(-0.45);
  expect(change(locked, 'liquid_rate_sm3d')).toBeLessThan(-0.8);
  expect(change(locked, 'intake_bar')).toBeGreaterThan(0.1);
  const heat =
    Math.max(...series(run.readings, 'motor_temp_c')) - mean(series(run.before, 'motor_temp_c'));
  expect(heat).toBeGreaterThan(10);
  expect(heat).toBeLessThan(40);
  expect(Math.abs(change(run, 'motor_amp'))).toBeLessThan(0.05);
});
