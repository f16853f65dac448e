import { expect, test } from 'vitest';
import { chokeFlow } from '../../../../src/simulator/devices/oil-well/choke.ts';
import { inflow } from '../../../../src/simulator/devices/oil-well/inflow.ts';
import { mean, runWells, series } from './field.ts';

test('below the bubble point the inflow follows Vogel', () => {
  const reservoir = { reservoirBar: 100, bubblePointBar: 100, productivity: 1.8 };
  // 100 Sm3/d at most; at half the pressure 1 - 0.2 * 0.5 - 0.8 * 0.25 of it.
  expect(inflow(reservoir, 0)).toBeCloseTo(100, 9);
  expect(inflow(reservoir, 50)).toBeCloseTo(70, 9);
});

test('above the bubble point the inflow is straight, and nothing flows back', () => {
  const reservoir = { reservoirBar: 236, bubblePointBar: 150, productivity: 35 };
  expect(inflow(reservoir, 216)).toBeCloseTo(700, 9);
  expect(inflow(reservoir, 240)).toBe(0);
});

test('a critical choke passes what Gilbert gives, whatever the flowline', () => {
  const choke = { openingPct: 50, glr: 100, criticalRatio: 1.7, flowlineBar: 15 };
  // 725.2 psi * 32^1.89 / (10 * 561.5^0.546) stb/d.
  expect(chokeFlow(choke, 50)).toBeCloseTo(chokeFlow({ ...choke, flowlineBar: 20 }, 50), 9);
  expect(chokeFlow(choke, 50)).toBeGreaterThan(240);
  expect(chokeFlow(choke, 50)).toBeLessThan(265);
  expect(chokeFlow(choke, 15)).toBe(0);
});

test('oil rates are credible in barrels per second', async () => {
  const rates = series(await runWells({ minutes: 120, count: 6 }), 'oil_rate_bbl_s');
  expect(Math.min(...rates)).toBeGreaterThan(0.008);
  expect(Math.max(...rates)).toBeLessThan(0.5);
});

test('a shut-in raises the pressures at bottom and wellhead, and no oil flows', async () => {
  const readings = await runWells({
    minutes: 28_800,
    interval: '600s',
    overrides: ['model.operations.shutInsPerYear=100', 'model.operations.shutInDays=100'],
  });
  const flowing = readings[0]?.metrics ?? {};
  const shut = readings.at(-1)?.metrics ?? {};
  expect([flowing['on_stream'], shut['on_stream']]).toEqual([1, 0]);
  expect(shut['oil_rate_bbl_s']).toBe(0);
  expect(shut['whp_bar']).toBeGreaterThan(5 + (flowing['whp_bar'] ?? Number.NaN));
  expect(shut['bhp_bar']).toBeGreaterThan(5 + (flowing['bhp_bar'] ?? Number.NaN));
});

test.each(['oil-field', 'oil-field-esp'])(
  '%s: ten-minute means agree between steps of 1 s and of 60 s',
  async (profile) => {
    const fine = await runWells({ profile, minutes: 60, interval: '1s' });
    const coarse = await runWells({ profile, minutes: 60, interval: '60s' });
    for (const metric of ['bhp_bar', 'whp_bar', 'wht_c']) {
      for (let i = 0; i < 6; i += 1) {
        const a = mean(series(fine.slice(600 * i, 600 * (i + 1)), metric));
        const b = mean(series(coarse.slice(10 * i, 10 * (i + 1)), metric));
        expect(Math.abs(a / b - 1)).toBeLessThan(0.02);
      }
    }
  },
);

test('the same seed gives the same readings, and one more well changes no other', async () => {
  const three = await runWells({ minutes: 30, count: 3 });
  expect(await runWells({ minutes: 30, count: 3 })).toEqual(three);
  const four = await runWells({ minutes: 30, count: 4 });
  expect(four.filter(({ device }) => device !== 'well-004')).toEqual(three);
});
