import { describe, expect, it } from 'vitest';
import { monitorFactory } from '../../../../src/cloud/handlers/scoring/monitor-factory.ts';
import { monitorOptions } from '../../../../src/cloud/handlers/scoring/monitor-options.ts';
import { reasonWriter } from '../../../../src/cloud/handlers/scoring/reason.ts';
import { scoringSchema } from '../../../../src/cloud/stack/scoring-schema.ts';
import { message } from '../fixtures.ts';

const CHANNELS = [
  { metric: 'vib_gearbox_mms', given: ['wind_speed_ms'], label: 'gearbox vibration', unit: 'mm/s' },
  { metric: 'wind_speed_ms' },
];

describe('monitorFactory', () => {
  const config = scoringSchema.parse({ channels: CHANNELS, warmUp: '10s', numberOfTrees: 5 });

  it('knows its channels and their conditions once each', () => {
    expect(monitorFactory(config).metrics).toEqual(['vib_gearbox_mms', 'wind_speed_ms']);
  });

  it('gives a unit the same detector every time, and continues a snapshot bit for bit', () => {
    const factory = monitorFactory(config);
    const samples = Array.from({ length: 80 }, (_, at) => ({
      ts: 1_000 * at,
      values: { vib_gearbox_mms: 2 + Math.sin(at), wind_speed_ms: 8 + Math.cos(at) },
    }));
    const one = factory.create('wt-001', 's1');
    const other = factory.create('wt-001', 's1');
    expect(samples.map((sample) => one.observe(sample))).toEqual(
      samples.map((sample) => other.observe(sample)),
    );
    const restored = factory.restore(one.snapshot());
    const next = { ts: 100_000, values: { vib_gearbox_mms: 9, wind_speed_ms: 8 } };
    expect(restored.observe(next)).toEqual(one.observe(next));
  });

  it('changes its fingerprint with what it is asked to do, not with how alerts are worded', () => {
    const worded = scoringSchema.parse({
      ...config,
      channels: CHANNELS.map((channel) => ({ ...channel, advice: 'Look.' })),
    });
    const longer = scoringSchema.parse({ ...config, warmUp: '20s' });
    const { fingerprint } = monitorFactory(config);
    expect(monitorFactory(worded).fingerprint).toBe(fingerprint);
    expect(monitorFactory(longer).fingerprint).not.toBe(fingerprint);
  });
});

describe('monitorOptions', () => {
  it('leaves to the detector what the profile does not say', () => {
    expect(monitorOptions(scoringSchema.parse({ channels: [{ metric: 'a' }] }))).toEqual({
      channels: [{ name: 'a', given: [] }],
      threshold: {},
      policy: {},
      normalBehaviour: {},
      protection: {},
    });
  });

  it('turns durations into milliseconds', () => {
    const config = scoringSchema.parse({
      channels: [{ metric: 'a' }],
      warmUp: '25m',
      acceptAfter: '6h',
      policy: { openFor: '60s' },
      normalBehaviour: { memory: '7d' },
    });
    expect(monitorOptions(config)).toMatchObject({
      warmUpMs: 1_500_000,
      protection: { acceptAfterMs: 21_600_000 },
      policy: { openMinMs: 60_000 },
      normalBehaviour: { memoryMs: 604_800_000 },
    });
  });

  it('calls any score of 2 or more an anomaly at once in the mode fixed-2', () => {
    const config = scoringSchema.parse({
      mode: 'fixed-2',
      channels: [{ metric: 'a' }],
      warmUp: '30s',
      smoothing: '0s',
    });
    const monitor = monitorFactory(config).create('d', 's');
    const verdicts = Array.from({ length: 100 }, (_, at) =>
      monitor.observe({ ts: 1_000 * at, values: { a: at === 90 ? 500 : Math.sin(at) } }),
    );
    expect(verdicts.filter((verdict) => verdict.ready).every((each) => each.threshold === 2)).toBe(
      true,
    );
    for (const { ready, score, anomalous } of verdicts) expect(anomalous).toBe(ready && score >= 2);
    expect(verdicts[90]?.episode?.transition).toBe('opened');
    expect(verdicts[91]?.episode?.transition).toBe('closed');
  });
});

describe('reasonWriter', () => {
  const reason = reasonWriter([
    { ...CHANNELS[0], metric: 'vib_gearbox_mms', advice: 'Inspect it.' },
  ]);
  const episode = {
    transition: 'opened',
    openedAt: 0,
    severity: 'high',
    metric: 'vib_gearbox_mms',
    value: 5.123,
    expected: 2.41,
  } as const;

  it('says what, how far from normal at which operating point, and what to do', () => {
    expect(reason(episode, message(1, 5))).toBe(
      'Gearbox vibration is 5.12 mm/s, where 2.41 mm/s is normal at wind_speed_ms 8. Inspect it.',
    );
  });

  it('falls back to the name of the metric', () => {
    const { expected: _expected, ...bare } = episode;
    expect(reason({ ...bare, metric: 'gear_oil_c', value: 70 }, message(1, 5))).toBe(
      'Gear_oil_c is 70.',
    );
  });
});
