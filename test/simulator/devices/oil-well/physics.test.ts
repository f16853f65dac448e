import { expect, test } from 'vitest';
import { chokeFlow, gilbert } from '../../../../src/simulator/devices/oil-well/choke.ts';
import {
  depletedBar,
  inflow,
  inflowSlope,
  wateredCut,
} from '../../../../src/simulator/devices/oil-well/inflow.ts';
import { columnBar, columnSlope } from '../../../../src/simulator/devices/oil-well/lift.ts';
import { mean, runWells, series } from './field.ts';

const BELOW_BUBBLE = { reservoirBar: 100, bubblePointBar: 100, productivity: 1.8 };

test('below the bubble point the inflow follows Vogel', () => {
  // 100 Sm3/d at most; at half the pressure 1 - 0.2 * 0.5 - 0.8 * 0.25 of it.
  expect(inflow(BELOW_BUBBLE, 0)).toBeCloseTo(100, 9);
  expect(inflow(BELOW_BUBBLE, 50)).toBeCloseTo(70, 9);
  expect(inflow(BELOW_BUBBLE, 80)).toBeCloseTo(32.8, 9);
});

test('above the bubble point the inflow is straight, and nothing flows back', () => {
  const reservoir = { reservoirBar: 236, bubblePointBar: 150, productivity: 35 };
  expect(inflow(reservoir, 216)).toBeCloseTo(700, 9);
  expect(inflow(reservoir, 240)).toBe(0);
  // Composite: 35 * 86 straight, and 35 * 150 / 1.8 * (1 - 0.2 * 0.5 - 0.8 * 0.25) below.
  expect(inflow(reservoir, 75)).toBeCloseTo(3_010 + 2_041.667, 2);
});

test.each([20, 80, 95])('the slope of the inflow at %d bar is its derivative', (bar) => {
  const measured = (inflow(BELOW_BUBBLE, bar - 1e-4) - inflow(BELOW_BUBBLE, bar + 1e-4)) / 2e-4;
  expect(inflowSlope(BELOW_BUBBLE, bar)).toBeCloseTo(measured, 5);
});

test.each([20, 190])('the slope of a column at %d bar is its derivative', (bar) => {
  const column = { depthM: 2_700, liquidKgM3: 814, glr: 104 };
  const measured = (columnBar(column, bar + 1e-4) - columnBar(column, bar - 1e-4)) / 2e-4;
  expect(columnSlope(column, bar)).toBeCloseTo(measured, 5);
});

test('a column of dead water weighs what water weighs', () => {
  expect(columnBar({ depthM: 1_000, liquidKgM3: 1_000, glr: 0 }, 100)).toBeCloseTo(98.1, 6);
});

test('a critical choke passes what Gilbert gives, whatever the flowline', () => {
  // 10 bar: 145.04 psi * 32^1.89 / (10 * 561.5^0.546) = 319.9 stb/d = 50.86 Sm3/d.
  const stbPerDay = (145.04 * Math.exp(1.89 * Math.log(32))) / (10 * Math.exp(0.546 * Math.log(561.5))); // prettier-ignore
  expect(10 * gilbert(50, 100)).toBeCloseTo(stbPerDay * 0.158_987, 6);
  expect(stbPerDay).toBeCloseTo(319.9, 0);
  const choke = { perBar: gilbert(50, 100), criticalRatio: 1.7, flowlineBar: 15 };
  expect(chokeFlow(choke, 50)).toBe(chokeFlow({ ...choke, flowlineBar: 20 }, 50));
});

test('below the critical ratio the line behind the choke holds back its flow', () => {
  const choke = { perBar: 5, criticalRatio: 1.7, flowlineBar: 10 };
  expect(chokeFlow(choke, 17)).toBeCloseTo(85, 9);
  // A quarter of the way from line to critical: half of the critical flow.
  expect(chokeFlow(choke, 11.75)).toBeCloseTo(42.5, 9);
  expect(chokeFlow(choke, 10)).toBe(0);
});

test('at a constant bottom-hole pressure the rate declines as Arps gives it, b = 0', () => {
  // q = q_i exp(-D t): after two years at 0.5 a year exp(-1) is left, in one step or in many.
  expect(depletedBar(300, 200, -Math.expm1(-1))).toBeCloseTo(200 + 100 * Math.exp(-1), 10);
  let bar = 300;
  for (let i = 0; i < 1_000; i += 1) bar = depletedBar(bar, 200, -Math.expm1(-1e-3));
  expect(bar).toBeCloseTo(200 + 100 * Math.exp(-1), 8);
});

test('water grows along a logistic curve, alike in one step and in many', () => {
  expect(wateredCut(0.2, 0.8, 1 / 3)).toBeCloseTo(0.4, 12);
  expect(wateredCut(wateredCut(0.2, 0.8, 1 / 2), 0.8, 2 / 3)).toBeCloseTo(0.4, 12);
  expect(wateredCut(0, 0.8, 0.1)).toBe(0);
});

test('oil rates are credible in barrels per second', async () => {
  for (const profile of ['oil-field', 'oil-field-esp']) {
    const readings = await runWells({ profile, minutes: 1_440, count: 4, interval: '600s' });
    const rates = series(readings, 'oil_rate_bbl_s');
    expect(Math.min(...rates)).toBeGreaterThan(0.008);
    expect(Math.max(...rates)).toBeLessThan(0.5);
  }
});

test('the most generous credible well stays below 0.5 barrels a second', async () => {
  const overrides = [
    'model.reservoir.pressureBar=350',
    'model.reservoir.productivity=171',
    'model.choke.openingPct=100',
    'model.fluid.gor=80',
    'model.fluid.waterCut=0',
  ];
  const rates = series(await runWells({ minutes: 120, count: 4, overrides }), 'oil_rate_bbl_s');
  expect(Math.max(...rates)).toBeLessThan(0.5);
});

/** Slow draws of their own at each step are left out: they are equal in law, not in value. */
const CALM = ['model.sensors.dayFactor=0', 'model.choke.scatter=0', 'site.flowlineSdBar=0'];
const DAY_MINUTES = 1_440;

test('a well declines at a rate of Volve', async () => {
  const run = { minutes: 100 * DAY_MINUTES, interval: '600s', overrides: CALM };
  const rates = series(await runWells(run), 'oil_rate_bbl_s');
  const first = mean(rates.slice(0, 10 * 144));
  const last = mean(rates.slice(-10 * 144));
  const perYear = (-Math.log(last / first) * 365.25) / 90;
  expect(perYear).toBeGreaterThan(0.25);
  expect(perYear).toBeLessThan(1.54);
});

test.each([
  ['oil-field', undefined],
  ['oil-field', 'dhsv-closure'],
  ['oil-field', 'severe-slugging'],
  ['oil-field', 'shut-in'],
  ['oil-field-esp', undefined],
  ['oil-field-esp', 'broken-shaft'],
] as const)(
  '%s, %s: means over hours agree between steps of 1, 60 and 600 s',
  async (profile, mode) => {
    const device = profile === 'oil-field' ? 'well-001' : 'esp-001';
    const faults = mode === undefined ? [] : [{ mode, device, delayMs: 3_600_000 }];
    const meansAt = async (interval: string): Promise<Readonly<Record<string, number>>> => {
      const readings = await runWells({
        profile,
        minutes: mode === 'severe-slugging' ? 900 : 360,
        interval,
        faults,
        overrides: CALM,
      });
      const metrics = Object.keys(readings[0]?.metrics ?? {});
      return Object.fromEntries(
        metrics.map((name) => [name, mean(series(readings, name).slice(-readings.length / 2))]),
      );
    };
    const [fine, ...coarse] = [await meansAt('1s'), await meansAt('60s'), await meansAt('600s')];
    for (const name of [
      'bhp_bar',
      'whp_bar',
      'choke_bar',
      'annulus_bar',
      'wht_c',
      'liquid_rate_sm3d',
    ]) {
      const exact = fine?.[name] ?? Number.NaN;
      const bound = 0.01 * Math.max(1, exact);
      const off = coarse.map((means) => Math.abs((means[name] ?? Number.NaN) - exact));
      expect({ name, agrees: Math.max(...off) < bound }).toEqual({ name, agrees: true });
    }
  },
);

test('the same seed gives the same readings, and one more well changes no other', async () => {
  const three = await runWells({ minutes: 30, count: 3 });
  expect(await runWells({ minutes: 30, count: 3 })).toEqual(three);
  const four = await runWells({ minutes: 30, count: 4 });
  expect(four.filter(({ device }) => device !== 'well-004')).toEqual(three);
});
