import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarise, summaryMetrics } from '../../../src/simulator/generate/summaries.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';

const EVERY = 1_000;

function reading(ts: number, metrics: Reading['metrics'], more: Partial<Reading> = {}): Reading {
  return { device: 'a', site: 's', type: 't', serial: '1', ts, metrics, ...more };
}

function summaries(readings: readonly Reading[], end = 2 * EVERY): readonly Reading[] {
  return [...summarise(readings, { start: 0, end, everyMs: EVERY })];
}

describe('a summary of readings', () => {
  it('gives average, extremes and spread of each window, stamped with its end', () => {
    const records = summaries([
      reading(0, { power_kw: 1 }),
      reading(500, { power_kw: 3 }),
      reading(1_000, { power_kw: 10 }),
    ]);
    expect(records).toEqual([
      reading(1_000, { power_kw_avg: 2, power_kw_min: 1, power_kw_max: 3, power_kw_std: 1 }),
      reading(2_000, { power_kw_avg: 10, power_kw_min: 10, power_kw_max: 10, power_kw_std: 0 }),
    ]);
  });

  it('agrees with the formulas for any values', () => {
    // Zero has one sign here: which of 0 and -0 is the smaller is a matter of taste.
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((v) => v + 0);
    const values = fc.array(value, { minLength: 1 });
    fc.assert(
      fc.property(values, (list) => {
        const [record] = summaries(
          list.map((v) => reading(1, { v })),
          EVERY,
        );
        const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
        const variance = list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / list.length;
        const { v_avg, v_min, v_max, v_std } = record?.metrics ?? {};
        const scale = Math.max(...list.map(Math.abs), 1e-3);
        expect(Math.abs((v_avg ?? Number.NaN) - mean) / scale).toBeLessThan(1e-5);
        expect(Math.abs((v_std ?? Number.NaN) - Math.sqrt(variance)) / scale).toBeLessThan(1e-5);
        expect([v_min, v_max]).toEqual([Math.min(...list), Math.max(...list)]);
      }),
    );
  });

  it('averages directions on their circle keeps the last of codes and counters, and adds amounts', () => {
    const [record] = summaries([
      reading(0, { wind_dir_deg: 350, status_code: 3, energy_kwh: 7, energy_consumption: 0.5 }),
      reading(1, { wind_dir_deg: 10, status_code: 1, energy_kwh: 8, energy_consumption: 0.25 }),
    ]);
    expect(record?.metrics).toEqual({
      wind_dir_deg_avg: 0,
      wind_dir_deg_std: 10.0256,
      status_code: 1,
      energy_kwh: 8,
      energy_consumption: 0.75,
    });
    expect(summaryMetrics(['wind_dir_deg', 'status_code', 'gear_oil_c'])).toEqual([
      'wind_dir_deg_avg',
      'wind_dir_deg_std',
      'status_code',
      'gear_oil_c_avg',
      'gear_oil_c_min',
      'gear_oil_c_max',
      'gear_oil_c_std',
    ]);
  });

  it('leaves out a metric and a window of which nothing was measured', () => {
    const records = summaries(
      [reading(0, { x: 1, status_code: 2 }), reading(2_100, { status_code: 2 })],
      3_000,
    );
    expect(records.map(({ ts, metrics }) => [ts, Object.keys(metrics).length])).toEqual([
      [1_000, 5],
      [3_000, 1],
    ]);
  });

  it('gives no record of a window that the end cuts short', () => {
    expect(summaries([reading(0, { x: 1 }), reading(1_200, { x: 1 })], 1_500)).toHaveLength(1);
  });

  it('tells a doubtful window from a bad one', () => {
    const [mixed, bad] = summaries([
      reading(0, { x: 1 }, { quality: 'bad' }),
      reading(1, { x: 1 }),
      reading(1_000, { x: 1 }, { quality: 'bad' }),
    ]);
    expect([mixed?.quality, bad?.quality]).toEqual(['uncertain', 'bad']);
  });
});
