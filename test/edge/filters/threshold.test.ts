import { describe, expect, it } from 'vitest';
import type { LimitConfig } from '../../../src/edge/detector-config.ts';
import type { EdgeAlarm } from '../../../src/edge/filter.ts';
import { createThreshold } from '../../../src/edge/filters/threshold.ts';
import { readingAt } from '../readings.ts';

const OIL: LimitConfig = { metric: 'gear_oil_c', above: 75, severity: 'high' };

/** Feeds one value a second and tells, per second, the action and the alarms. */
function play(limits: readonly LimitConfig[], values: readonly number[]) {
  const filter = createThreshold('threshold', { limits });
  return values.map((value, second) =>
    filter.process(readingAt(second, { gear_oil_c: value }), false),
  );
}

function alarmsOf(decisions: ReturnType<typeof play>): readonly (readonly [number, EdgeAlarm])[] {
  return decisions.flatMap(({ alarms }, second) => (alarms ?? []).map((a) => [second, a] as const));
}

describe('threshold', () => {
  it('raises when the limit is crossed, not when it is met', () => {
    const decisions = play([OIL], [74, 75, 75.1, 76]);

    expect(alarmsOf(decisions)).toEqual([
      [2, { metric: 'gear_oil_c', state: 'raised', value: 75.1, limit: 75, severity: 'high' }],
    ]);
  });

  it('marks the readings beyond the limit and the crossings urgent, passes the others, drops none', () => {
    const decisions = play([OIL], [74, 76, 77, 74, 73]);

    expect(decisions.map(({ action }) => action)).toEqual([
      'pass',
      'urgent',
      'urgent',
      'urgent',
      'pass',
    ]);
  });

  it('clears only below the limit by the hysteresis', () => {
    const decisions = play([{ ...OIL, hysteresis: 2 }], [76, 74.9, 73.1, 75.5, 73, 74.9]);

    expect(alarmsOf(decisions).map(([second, { state }]) => [second, state])).toEqual([
      [0, 'raised'],
      [4, 'cleared'],
    ]);
    expect(decisions[2]?.action).toBe('urgent');
    expect(decisions[5]?.action).toBe('pass');
  });

  it('raises after the delay without a break, and an excursion shorter than it is only urgent', () => {
    const decisions = play([{ ...OIL, for: '3s' }], [76, 76, 74, 76, 76, 76, 76]);

    expect(alarmsOf(decisions).map(([second]) => second)).toEqual([6]);
    expect(
      decisions.map(({ action }) => action).filter((action) => action === 'pass'),
    ).toHaveLength(1);
  });

  it('clears after the same delay, so a noisy return does not chatter', () => {
    const decisions = play([{ ...OIL, for: '2s' }], [76, 76, 76, 70, 76, 70, 70, 70, 70]);

    expect(alarmsOf(decisions).map(([second, { state }]) => [second, state])).toEqual([
      [2, 'raised'],
      [7, 'cleared'],
    ]);
  });

  it('watches low limits the same way round', () => {
    const low: LimitConfig = { metric: 'gear_oil_c', below: 5, hysteresis: 1, severity: 'low' };
    const decisions = play([low], [6, 5, 4.9, 5.5, 6]);

    expect(alarmsOf(decisions).map(([second, { state }]) => [second, state])).toEqual([
      [2, 'raised'],
      [4, 'cleared'],
    ]);
  });

  it('keeps two limits of one metric apart', () => {
    const trip: LimitConfig = { metric: 'gear_oil_c', above: 80, severity: 'critical' };
    const decisions = play([OIL, trip], [81, 79, 74]);

    expect(alarmsOf(decisions).map(([s, { state, severity }]) => [s, state, severity])).toEqual([
      [0, 'raised', 'high'],
      [0, 'raised', 'critical'],
      [1, 'cleared', 'critical'],
      [2, 'cleared', 'high'],
    ]);
  });

  it('passes a reading that lacks the metric, or holds no finite value of it', () => {
    const filter = createThreshold('threshold', { limits: [OIL] });

    expect(filter.process(readingAt(0, { power_kw: 1 }), false)).toEqual({ action: 'pass' });
    expect(filter.process(readingAt(1, { gear_oil_c: Number.NaN }), false)).toEqual({
      action: 'pass',
    });
  });

  it('still raises within the delay after the source clock was set back an hour', () => {
    const filter = createThreshold('threshold', { limits: [{ ...OIL, for: '2s' }] });
    const states = [7200, 3600, 3601, 3602].map(
      (second) => filter.process(readingAt(second, { gear_oil_c: 90 }), false).alarms?.[0]?.state,
    );

    expect(states).toEqual([undefined, undefined, undefined, 'raised']);
  });
});
