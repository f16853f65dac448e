import { describe, expect, it } from 'vitest';
import { mergeFolders } from '../../../src/cli/evaluation/merge-judged.ts';
import type { JudgedFolder } from '../../../src/cli/evaluation/read-judged.ts';

function folder(dir: string, devices: readonly string[], change: Partial<JudgedFolder> = {}) {
  const alerts = devices.map((device) => ({ device, from: 5, to: 6, source: 'cloud' as const }));
  return {
    dir,
    judged: { devices, from: 0, to: 100 - devices.length, truth: [], alerts },
    profile: 'wind-farm',
    seed: '1',
    telemetrySha256: '0'.repeat(63) + devices.length,
    ...change,
  };
}

describe('folders of one fleet', () => {
  it('become one: devices, alerts, the span of all, and the sum of their hashes', () => {
    const merged = mergeFolders([folder('a', ['d1', 'd2']), folder('b', ['d3'])]);
    expect(merged.judged).toMatchObject({ devices: ['d1', 'd2', 'd3'], from: 0, to: 99 });
    expect(merged.judged.alerts.map(({ device }) => device)).toEqual(['d1', 'd2', 'd3']);
    expect(merged.judged.completed).toBeUndefined();
    expect(merged.telemetrySha256).toBe('3'.padStart(64, '0'));
    expect(merged.profile).toBe('wind-farm');
  });

  it('tell no hash when one of them has none', () => {
    const merged = mergeFolders([
      folder('a', ['d1']),
      folder('b', ['d2'], { telemetrySha256: undefined }),
    ]);
    expect(merged.telemetrySha256).toBeUndefined();
  });

  it.each([
    ['a device twice', folder('b', ['d1']), 'a and b both have the device d1'],
    ['two seeds', folder('b', ['d2'], { seed: '2' }), 'b is of the seed 2, and a of 1'],
    [
      'two profiles',
      folder('b', ['d2'], { profile: 'factory' }),
      'b is of the profile factory, and a of wind-farm',
    ],
  ])('are refused with %s', (_, second, text) => {
    expect(() => mergeFolders([folder('a', ['d1']), second])).toThrow(text);
  });
});
