import { describe, expect, it } from 'vitest';
import { REPLAY_FLAGS } from '../../../src/cli/options/replay-flags.ts';
import { replaySchema, type ReplayOptions } from '../../../src/cli/options/replay-options.ts';
import { resolveOptions } from '../../../src/cli/options/resolve-options.ts';

function replay(flags: Readonly<Record<string, unknown>>): ReplayOptions {
  const specs = REPLAY_FLAGS;
  return resolveOptions({
    section: 'replay',
    specs,
    schema: replaySchema,
    flags: { file: '/data/a.csv', ...flags },
    env: {},
    cwd: '/project',
  });
}

describe('options of replay', () => {
  it('needs a file only', () => {
    expect(replay({})).toMatchObject({
      file: '/data/a.csv',
      map: {},
      ranges: [],
      speed: 1,
      profile: 'wind-farm',
    });
  });

  it('collects the column map from several flags and commas, also where a title holds a comma', () => {
    const { map } = replay({ map: ['ts=Date_time,power_kw=P_avg', 'gear_oil_c=Oil, gear (°C)'] });
    expect(map).toEqual({ ts: 'Date_time', power_kw: 'P_avg', gear_oil_c: 'Oil, gear (°C)' });
  });

  it.each([
    ['power_kw=-50..3000', { metric: 'power_kw', min: -50, max: 3_000 }],
    ['power_kw=0..', { metric: 'power_kw', min: 0, max: Number.POSITIVE_INFINITY }],
    ['t=..99.5', { metric: 't', min: Number.NEGATIVE_INFINITY, max: 99.5 }],
  ])('reads the range %s', (range, expected) => {
    expect(replay({ range: [range] }).ranges).toEqual([expected]);
  });

  it.each(['power_kw', 'power_kw=..', 'power_kw=5..1', '=1..2'])(
    'refuses the range %s',
    (range) => {
      expect(() => replay({ range: [range] })).toThrow('--range: expected METRIC=MIN..MAX');
    },
  );
});
