import { describe, expect, it } from 'vitest';
import { scoringSchema } from '../../../src/cloud/stack/scoring-schema.ts';

const POWER = { metric: 'power_kw' };

describe('the section scoring', () => {
  it.each([
    ['no list of channels', {}, 'channels', /at least one/u],
    ['a list without any', { channels: [] }, 'channels', /at least one channel/u],
    [
      'another list without any',
      { channels: [POWER], records: { channels: [] } },
      'records.channels',
      /at least one channel/u,
    ],
    [
      'a channel twice',
      { channels: [POWER, { metric: 'gear_oil_c' }, { ...POWER, side: 'above' }] },
      'channels.2.metric',
      /power_kw is listed before/u,
    ],
  ])('refuses %s, naming the place', (_what, section, path, message) => {
    const issues = scoringSchema.safeParse(section).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    expect(issues[0]?.message).toMatch(message);
  });

  it.each([
    ['unknown keys', { warmup: '1m' }, '', 'unrecognized_keys'],
    ['wrong durations', { warmUp: '1 minute' }, 'warmUp', 'custom'],
    ['unknown modes', { mode: 'fixed-3' }, 'mode', 'invalid_value'],
    ['channels without a metric', { channels: [{}] }, 'channels.0.metric', 'invalid_type'],
  ])('refuses %s', (_what, section, path, code) => {
    const { error } = scoringSchema.safeParse({ channels: [POWER], ...section });
    expect(error?.issues.map((issue) => [issue.path.join('.'), issue.code])).toEqual([
      [path, code],
    ]);
  });

  it('takes one channel and leaves the rest to the detector', () => {
    expect(scoringSchema.parse({ channels: [POWER] })).toEqual({
      mode: 'adaptive',
      channels: [POWER],
    });
  });
});
