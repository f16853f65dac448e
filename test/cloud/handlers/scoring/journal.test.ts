import { describe, expect, it } from 'vitest';
import { createJournal, sampleOf } from '../../../../src/cloud/handlers/scoring/journal.ts';

const METRICS = ['gear_oil_c', 'vib_gearbox_mms'];

describe('createJournal', () => {
  it('gives back exactly what the detector was shown', () => {
    const journal = createJournal(METRICS);
    const samples = [
      sampleOf(METRICS, 1_772_438_400_123, { gear_oil_c: 58.123456789, vib_gearbox_mms: 0.1 }),
      sampleOf(METRICS, 1_772_438_401_123, { vib_gearbox_mms: 0.3, power_kw: 900 }),
      sampleOf(METRICS, 1_772_438_402_123, { gear_oil_c: Number.NaN }),
    ];
    for (const sample of samples) journal.append(sample);
    expect(createJournal(METRICS, journal.bytes()).samples()).toEqual(samples);
    expect(samples[1]?.values).toEqual({ vib_gearbox_mms: Math.fround(0.3) });
    expect(samples[2]?.values).toEqual({});
  });

  it('continues where it left off, grows, and is empty after a clear', () => {
    const first = createJournal(METRICS);
    for (let ts = 0; ts < 100; ts += 1) first.append({ ts, values: { gear_oil_c: ts } });
    const second = createJournal(METRICS, first.bytes());
    second.append({ ts: 100, values: {} });
    expect(second.samples().map((sample) => sample.ts)).toEqual(
      Array.from({ length: 101 }, (_, ts) => ts),
    );
    second.clear();
    expect(second.count()).toBe(0);
    expect(second.bytes()).toHaveLength(0);
  });
});
