import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/runtime/random.ts';
import { createPolicy } from '../../../../src/simulator/channel/publish/create-policy.ts';
import { publishSchema } from '../../../../src/simulator/channel/publish/publish-config.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { readingAt, readingsOf } from '../fleets.ts';

const policyOf = (written: object) =>
  createPolicy(publishSchema.parse(written), createRandom('policy'));

function sentAt(samples: readonly Reading[], written: object): readonly number[] {
  const policy = policyOf(written);
  return samples.flatMap((sample) => policy(sample)).map(({ ts }) => ts / 1_000);
}

describe('a periodic policy', () => {
  it('sends every sample as it is', () => {
    const samples = readingsOf([1, 2, 3]);
    expect(samples.flatMap((sample) => policyOf({})(sample))).toEqual(samples);
  });
});

const absolute = (heartbeat: string): object => ({
  policy: 'deadband',
  deadband: { heartbeat, metrics: { m_c: { absolute: 0.5 } } },
});

describe('a deadband', () => {
  it('sends what has left the band around the value last sent', () => {
    const samples = readingsOf([20, 20.4, 20.5, 20.6, 20.9, 21.1, 21.2]);
    expect(sentAt(samples, absolute('1h'))).toEqual([0, 3, 6]);
  });

  it('sends after the heartbeat whatever the value', () => {
    expect(sentAt(readingsOf([20, 20, 20, 20, 20, 20]), absolute('2s'))).toEqual([0, 2, 4]);
  });

  it('measures percent by the value last sent, and others by the band for others', () => {
    const deadband = { metrics: { m_c: { percent: 10 } }, others: { absolute: 1 } };
    const samples = [
      readingAt(0, { m_c: 100, n_c: 5 }),
      readingAt(1_000, { m_c: 110, n_c: 6 }),
      readingAt(2_000, { m_c: 111, n_c: 5 }),
      readingAt(3_000, { m_c: 111, n_c: 3.9 }),
    ];
    expect(sentAt(samples, { policy: 'deadband', deadband })).toEqual([0, 2, 3]);
  });

  it('has a band of five percent for everything where the profile names none', () => {
    const samples = readingsOf([100, 104, 106, 112]);
    expect(sentAt(samples, { policy: 'deadband' })).toEqual([0, 2, 3]);
  });

  it('takes a value that appears or goes for news', () => {
    const samples = [readingAt(0, { m_c: 1 }), readingAt(1_000), readingAt(2_000, { m_c: 1 })];
    expect(sentAt(samples, absolute('1h'))).toEqual([0, 1, 2]);
  });
});

describe('batches', () => {
  const everyTen = { policy: 'batch', batch: { shortest: '10s', longest: '10s' } };

  it('are delivered together, each reading with its own time', () => {
    const policy = policyOf(everyTen);
    const samples = readingsOf(Array.from({ length: 25 }, (_, i) => i));
    const batches = samples.map((sample) => policy(sample)).filter(({ length }) => length > 0);
    expect(batches).toEqual([samples.slice(0, 11), samples.slice(11, 21)]);
  });

  it('come at irregular times within the bounds', () => {
    const policy = policyOf({ policy: 'batch', batch: { shortest: '1m', longest: '10m' } });
    const contacts = readingsOf(Array.from({ length: 20_000 }, () => 1))
      .map((sample) => ({ ts: sample.ts, count: policy(sample).length }))
      .filter(({ count }) => count > 0);
    const gaps = contacts.slice(1).map(({ count }) => count);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(601);
    expect(new Set(gaps).size).toBeGreaterThan(gaps.length / 2);
  });

  it('hold what the device can keep, the newest', () => {
    const batch = { shortest: '10s', longest: '10s', capacity: 4 };
    expect(
      sentAt(readingsOf(Array.from({ length: 11 }, () => 0)), { policy: 'batch', batch }),
    ).toEqual([7, 8, 9, 10]);
  });
});
