import { describe, expect, it } from 'vitest';
import { averagePrecision } from '../../../src/detection/metrics/average-precision.ts';
import { NAB_PROFILES, nabProbation, nabScore } from '../../../src/detection/metrics/nab.ts';
import { rangeAreaPr, vusPr } from '../../../src/detection/metrics/vus-pr.ts';
import { VUS_SCORES } from './vus-scores.ts';

describe('average precision', () => {
  it('is that of the published example', () => {
    // scikit-learn, documentation of average_precision_score: labels 0 0 1 1.
    const track = { scores: [0.1, 0.4, 0.35, 0.8], windows: [[2, 3]] as const };
    expect(averagePrecision([track])).toBeCloseTo(0.8333, 4);
  });

  it('takes equal scores together, whatever their order', () => {
    const first = { scores: [1, 1, 0], windows: [[0, 0]] as const };
    const second = { scores: [1, 1, 0], windows: [[1, 1]] as const };
    expect(averagePrecision([first])).toBe(0.5);
    expect(averagePrecision([second])).toBe(0.5);
    expect(averagePrecision([{ scores: [1, 2], windows: [] }])).toBeNull();
  });
});

describe('volume under the surface', () => {
  const windows = [
    [10, 19],
    [28, 32],
    [110, 119],
  ] as const;
  const tracks = [{ scores: VUS_SCORES, windows }];

  it('is that of the published example', () => {
    expect(rangeAreaPr(tracks, 4)).toBeCloseTo(0.2506464391, 9);
    expect(vusPr(tracks, 200)).toBeCloseTo(0.7493254559, 9);
  });

  it('does not let a slope reach into the next device', () => {
    const lone = [
      { scores: [0, 1], windows: [[1, 1]] as const },
      { scores: [1, 0], windows: [] },
    ];
    // The second device's alarm lies next to the first's anomaly in memory, not in time.
    expect(vusPr(lone, 4)).toBeLessThan(1);
    expect(vusPr([{ scores: [0], windows: [] }], 4)).toBeNull();
  });
});

describe('NAB score', () => {
  const track = { windows: [[40, 59]] as const, probation: 15 };
  const alarms = (...rows: readonly number[]) => {
    const scores = Array.from({ length: 100 }, (_, row) => Number(rows.includes(row)));
    return [{ ...track, scores }];
  };

  it('is 0 for silence and 100 for an alarm at the start of every window, in every profile', () => {
    for (const costs of Object.values(NAB_PROFILES)) {
      expect(nabScore(alarms(), 1, costs)).toBe(0);
      expect(nabScore(alarms(40), 1, costs)).toBeCloseTo(100, 10);
    }
  });

  it('weighs a detection by the scaled sigmoid of its place, as the paper draws it', () => {
    // Lavin and Ahmad 2015, eq. 1: σ(y) = 2/(1+e^{5y}) − 1; the window's middle lies at y = −9/19.
    const earned = (2 / (1 + Math.exp((-5 * 10) / 19)) - 1) / (2 / (1 + Math.exp(-5)) - 1);
    expect(nabScore(alarms(49), 1)).toBeCloseTo((100 * (earned + 1)) / 2, 10);
  });

  it('charges a false positive by the profile, none in the probation, only the first hit counts', () => {
    expect(nabScore(alarms(14, 40, 41), 1)).toBeCloseTo(100, 10);
    expect(nabScore(alarms(20, 40), 1)).toBeCloseTo(100 - (100 * 0.11) / 2, 10);
    expect(nabScore(alarms(20, 40), 1, NAB_PROFILES['reward-low-fp'])).toBeCloseTo(89, 10);
    expect(nabScore(alarms(20), 1, NAB_PROFILES['reward-low-fn'])).toBeCloseTo(-11 / 3, 10);
  });

  it('judges from 15 % of the rows on, at most 750', () => {
    expect([nabProbation(100), nabProbation(10_000)]).toEqual([15, 750]);
  });
});
