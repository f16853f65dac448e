import { describe, expect, it } from 'vitest';
import { createLatencyMeter } from '../../../src/cli/compose/latency.ts';

describe('createLatencyMeter', () => {
  it('has no percentiles before the first alert', () => {
    expect(createLatencyMeter(2).percentiles()).toEqual({ p50: null, p99: null });
  });

  it('measures from the sample to the arrival of the same message', () => {
    const meter = createLatencyMeter(2);
    meter.sampled('wt-001', 5, 100);
    meter.sampled('wt-002', 5, 500);
    expect(meter.arrived('wt-001', 5, 130)).toBe(30);
    expect(meter.arrived('wt-002', 5, 510)).toBe(10);
    expect(meter.percentiles()).toEqual({ p50: 10, p99: 30 });
  });

  it('forgets messages that are far behind instead of growing', () => {
    const meter = createLatencyMeter(2);
    for (let seq = 1; seq <= 9_000; seq += 1) meter.sampled('wt-001', seq, seq);
    expect(meter.arrived('wt-001', 1, 10_000)).toBeUndefined();
    expect(meter.arrived('wt-001', 9_000, 10_000)).toBe(1_000);
    expect(meter.arrived('unknown', 1, 0)).toBeUndefined();
  });

  it('takes percentiles by nearest rank', () => {
    const meter = createLatencyMeter(2);
    for (let seq = 1; seq <= 100; seq += 1) {
      meter.sampled('wt-001', seq, 0);
      meter.arrived('wt-001', seq, seq);
    }
    expect(meter.percentiles()).toEqual({ p50: 50, p99: 99 });
  });
});
