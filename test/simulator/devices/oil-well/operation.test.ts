import { expect, test } from 'vitest';
import { fieldOf, HOUR_MS, pair, ratio, rise, series, START } from './field.ts';

const DAY_MS = 24 * HOUR_MS;

test('a shut-in raises the pressures, stops the oil, and ends with a slow opening', async () => {
  const run = await pair({ mode: 'shut-in', overMs: 4 * HOUR_MS }, { minutes: 540 });
  const shut = run.sick[1_700]?.metrics ?? {};
  const flowing = run.healthy[1_700]?.metrics ?? {};
  expect([shut['on_stream'], shut['oil_rate_bbl_s'], shut['choke_pct']]).toEqual([0, 0, 0]);
  expect(shut['whp_bar']).toBeGreaterThan(5 + (flowing['whp_bar'] ?? Number.NaN));
  expect(shut['bhp_bar']).toBeGreaterThan(5 + (flowing['bhp_bar'] ?? Number.NaN));
  const opening = series(run.sick.slice(1_801, 2_500), 'choke_pct');
  expect(opening).toEqual(opening.toSorted((a, b) => a - b));
  expect(opening.filter((pct) => pct < 88).length).toBeCloseTo(705, -2);
  expect(ratio(run, 'liquid_rate_sm3d')).toBeCloseTo(1, 1);
});

test('a test chokes the well back, whatever its severity, and ends', async () => {
  const request = { mode: 'well-test', overMs: 2 * HOUR_MS, severity: 0.4 };
  const run = await pair(request, { minutes: 300 });
  expect(run.sick[800]?.metrics['choke_pct']).toBeCloseTo(0.8 * 88, 1);
  expect(run.sick[800]?.metrics['whp_bar']).toBeGreaterThan(run.healthy[800]?.metrics['whp_bar'] ?? Infinity); // prettier-ignore
  expect(Math.abs(rise(run, 'choke_pct'))).toBe(0);
});

test('a change of the choke shows in its setting and before it', async () => {
  const run = await pair({ mode: 'choke-change', overMs: DAY_MS }, { minutes: 240 });
  expect(ratio(run, 'choke_pct')).toBeCloseTo(0.88, 2);
  expect(ratio(run, 'choke_bar')).toBeGreaterThan(1.03);
});

test.each(['oil-field', 'oil-field-esp'])('%s names its operations and states', async (profile) => {
  const device = profile === 'oil-field' ? 'well-001' : 'esp-001';
  const faults = [
    { mode: 'shut-in', device, delayMs: HOUR_MS, overMs: HOUR_MS },
    { mode: 'well-test', device, delayMs: 6 * HOUR_MS, overMs: HOUR_MS },
  ];
  const fleet = await fieldOf({ profile, faults });
  const stateAt = (hours: number): string => {
    for (const _ of fleet.advance(START + hours * HOUR_MS));
    return fleet.state(device);
  };
  expect([0.5, 1.5, 3, 5, 6.5, 9].map((hours) => stateAt(hours))).toEqual([
    'producing',
    'shut-in',
    'ramp-up',
    'producing',
    'test',
    'producing',
  ]);
  expect(fleet.truth().map(({ kind }) => kind)).toEqual(['operational', 'operational']);
});

test('rates and lengths of operations are those of the profile', async () => {
  const overrides = ['model.operations.shutInsPerYear=9', 'model.operations.shutInDays=3'];
  const fleet = await fieldOf({ overrides });
  const shutIn = fleet.modesOf('well-001').find(({ mode }) => mode === 'shut-in');
  expect(shutIn).toMatchObject({ perDeviceYear: 9, defaultOverMs: 3 * DAY_MS });
  const event = fleet.inject({ mode: 'shut-in', device: 'well-001', delayMs: 0 }, START);
  expect(event.functionalFailure - event.onset).toBe(3 * DAY_MS);
});

test('a well without requests is never shut in or tested', async () => {
  const fleet = await fieldOf({ count: 3, interval: '600s' });
  const readings = [...fleet.advance(START + 60 * DAY_MS)];
  expect(new Set(series(readings, 'choke_pct'))).toEqual(new Set([88]));
});
