import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countLag,
  LAG_BUCKETS,
  lagPercentile,
} from '../../../../src/cli/compose/broker/lag-histogram.ts';
import {
  countersIn,
  newCounters,
  runCounters,
  setCounter,
} from '../../../../src/cli/compose/broker/shared-counters.ts';

describe('the counters of publishers', () => {
  it('are seen by whoever has the memory, and are summed', () => {
    const [a, b] = [newCounters(2), newCounters(2)];
    const elsewhere = countersIn(a.memory, 2);
    setCounter(elsewhere, 'generated', 5);
    elsewhere.dropped[1] = 3;
    setCounter(b, 'generated', 2 ** 40);
    b.dropped[1] = 1;
    const sum = runCounters([a, b], ['threshold', 'rcf']);
    expect(sum).toMatchObject({ generated: 2 ** 40 + 5, dropped: { threshold: 0, rcf: 4 } });
  });

  it('find percentiles of lags within a tenth, over all publishers', () => {
    const lags = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(lags, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const buckets = [new Uint32Array(LAG_BUCKETS), new Uint32Array(LAG_BUCKETS)];
        for (const [i, lag] of all.entries()) countLag(buckets[i % 2] as Uint32Array, lag);
        const sorted = all.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(share * all.length) - 1)] as number;
        const found = lagPercentile(buckets, share) as number;
        expect(found).toBeGreaterThanOrEqual(exact * 0.999);
        expect(found).toBeLessThanOrEqual(exact * 1.0951 + 0.0121);
      }),
    );
  });

  it('know no percentile without lags', () => {
    expect(lagPercentile([new Uint32Array(LAG_BUCKETS)], 0.5)).toBeNull();
  });
});
