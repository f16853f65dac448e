import { describe, expect, it } from 'vitest';
import {
  createAlertPolicy,
  DEFAULT_POLICY,
  stepPolicy,
  type AlertPolicyOptions,
} from '../../src/detection/alert-policy.ts';

/** Steps through levels, one every `stepMs`; returns `transition@index` for what is not ongoing. */
function run(
  levels: readonly number[],
  stepMs: number,
  options: Partial<AlertPolicyOptions> = {},
): string[] {
  const policy = createAlertPolicy();
  return levels.flatMap((level, k) => {
    const outcome = { ts: (k + 1) * stepMs, anomalous: level >= 1, level };
    const transition = stepPolicy(policy, outcome, { ...DEFAULT_POLICY, ...options });
    return transition === undefined || transition === 'ongoing' ? [] : [`${transition}@${k}`];
  });
}

function repeat(count: number, level: number): number[] {
  return Array.from({ length: count }, () => level);
}

describe('the alert policy', () => {
  it.each([
    [1_000, 60],
    [10_000, 6],
    [60_000, 4],
  ])('opens at one reading every %i ms once enough were anomalous for long enough', (ms, at) => {
    expect(run(repeat(100, 2), ms)).toEqual([`opened@${at}`]);
  });

  it('does not open for fewer anomalous readings than asked for in the window', () => {
    const half = Array.from({ length: 400 }, (_, k) => (k % 2 === 0 ? 5 : 0));
    expect(run(half, 10_000)).toEqual([]);
    expect(run(half, 10_000, { openCount: 4 })).toHaveLength(1);
  });

  it('holds an episode through levels between closing and opening', () => {
    const levels = [...repeat(20, 2), ...repeat(200, 0.95), ...repeat(100, 0.5)];
    expect(run(levels, 10_000)).toEqual(['opened@6', 'closed@250']);
  });

  it('makes one episode of one fault that flickers', () => {
    const flicker = Array.from({ length: 300 }, (_, k) => (k % 20 < 14 ? 2 : 0.2));
    expect(run(flicker, 10_000)).toEqual(['opened@6']);
  });

  it('stays silent after an episode, unless the next is clearly higher', () => {
    const first = [...repeat(20, 2), ...repeat(60, 0)];
    expect(run([...first, ...repeat(20, 2.5)], 10_000)).toHaveLength(2);
    expect(run([...first, ...repeat(20, 3.5)], 10_000)).toHaveLength(3);
    expect(run([...first, ...repeat(200, 0), ...repeat(20, 2)], 10_000)).toHaveLength(3);
  });
});
