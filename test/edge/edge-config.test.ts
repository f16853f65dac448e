import { describe, expect, it } from 'vitest';
import { edgeSchema } from '../../src/edge/edge-config.ts';

const LIMIT = { metric: 'gear_oil_c', above: 75, severity: 'high' };

/** Paths and texts of what the schema has against a section. */
function issuesOf(section: unknown): readonly string[] {
  const result = edgeSchema.safeParse(section);
  return (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function withLimit(change: Readonly<Record<string, unknown>>): unknown {
  return { filters: [{ threshold: { limits: [{ ...LIMIT, ...change }] } }] };
}

describe('edge section of a profile', () => {
  it('accepts every filter with all its options, and its own output again', () => {
    const section = {
      filters: [
        { threshold: { limits: [{ ...LIMIT, hysteresis: 2, for: '30s' }] } },
        {
          rcf: {
            channels: [{ metric: 'a' }, { metric: 'b', given: ['c'] }],
            when: [{ metric: 'c', above: 1 }],
            normalEvery: '5s',
            keepAfter: '15s',
            numberOfTrees: 50,
            sampleSize: 256,
            shingleSize: 4,
            warmUp: '10m',
            smoothing: '0s',
            materialDeviation: 4,
          },
        },
        {
          rcf: {
            channels: [{ metric: 'a' }, { metric: 'b', given: ['c'] }],
            when: [{ metric: 'c', above: 1 }],
            normalEvery: '5s',
            keepAfter: '15s',
            numberOfTrees: 50,
            sampleSize: 256,
            shingleSize: 4,
            warmUp: '10m',
            smoothing: '0s',
            materialDeviation: 4,
          },
        },
        { deadband: { heartbeat: '1m', metrics: { a: { absolute: 1 }, b: { percent: 2 } } } },
      ],
    };
    const parsed = edgeSchema.parse(section);

    expect(parsed).toEqual(section);
    expect(edgeSchema.parse(parsed)).toEqual(section);
  });

  it('accepts no filters at all', () => {
    expect(edgeSchema.parse({})).toEqual({ filters: [] });
    expect(edgeSchema.parse({ filters: [] })).toEqual({ filters: [] });
  });

  it.each([
    [
      'an unknown filter',
      { filters: [{ treshold: {} }] },
      'filters.0: Unrecognized key: "treshold"',
    ],
    [
      'an entry with two kinds',
      { filters: [{ deadband: { heartbeat: '1m', metrics: {} }, threshold: { limits: [LIMIT] } }] },
      'filters.0: expected exactly one filter per entry: ',
    ],
    [
      'a channel twice',
      { filters: [{ rcf: { channels: [{ metric: 'a' }, { metric: 'a' }], normalEvery: '5s' } }] },
      'filters.0.rcf.channels: expected each metric once',
    ],
    ['an empty entry', { filters: [{}] }, 'filters.0: expected exactly one filter per entry: '],
    [
      'an unknown key',
      withLimit({ hyst: 1 }),
      'filters.0.threshold.limits.0: Unrecognized key: "hyst"',
    ],
    [
      'a limit with two sides',
      withLimit({ below: 1 }),
      'filters.0.threshold.limits.0: expected exactly one of "above", "below", "risesBy", "fallsBy"',
    ],
    [
      'a negative hysteresis',
      withLimit({ hysteresis: -1 }),
      'filters.0.threshold.limits.0.hysteresis: ',
    ],
    [
      'a severity that does not exist',
      withLimit({ severity: 'urgent' }),
      'filters.0.threshold.limits.0.severity: ',
    ],
    [
      'a duration without a unit',
      withLimit({ for: '30' }),
      'filters.0.threshold.limits.0.for: "30" is not a duration.',
    ],
    [
      'a heartbeat of nothing',
      { filters: [{ deadband: { heartbeat: '0s', metrics: {} } }] },
      'filters.0.deadband.heartbeat: expected more than 0',
    ],
    [
      'a band of two widths',
      { filters: [{ deadband: { heartbeat: '1m', metrics: { a: { absolute: 1, percent: 1 } } } }] },
      'filters.0.deadband.metrics.a: expected exactly one of "absolute" and "percent"',
    ],
    [
      'a gate without channels',
      { filters: [{ rcf: { channels: [], normalEvery: '5s' } }] },
      'filters.0.rcf.channels: ',
    ],
    [
      'a gate that would thin to nothing',
      { filters: [{ rcf: { channels: [{ metric: 'a' }] } }] },
      'filters.0.rcf.normalEvery: ',
    ],
    [
      'a condition without a side',
      {
        filters: [
          { rcf: { channels: [{ metric: 'a' }], normalEvery: '5s', when: [{ metric: 'b' }] } },
        ],
      },
      'filters.0.rcf.when.0: expected "above", "below" or both',
    ],
    [
      'a number written as text',
      withLimit({ above: '75' }),
      'filters.0.threshold.limits.0.above: ',
    ],
  ])('refuses %s and says where', (_what, section, expected) => {
    expect(issuesOf(section)).toContainEqual(expect.stringContaining(expected));
  });
});
