import { describe, expect, it } from 'vitest';
import { metricOf } from '../../../../src/cloud/local/cloudwatch/emitted.ts';
import { createMeter } from '../../../../src/cloud/local/cloudwatch/meter.ts';
import {
  createMetricStore,
  MINUTE_MS,
} from '../../../../src/cloud/local/cloudwatch/metric-store.ts';
import { manualClock } from '../../../../src/runtime/clock.ts';

const OF = { namespace: 'AWS/Kinesis', name: 'GetRecords.IteratorAgeMilliseconds' } as const;

describe('what the twin emits of its streams', () => {
  it('is how old the last record of each read was, by stream, once it is flushed', () => {
    const store = createMetricStore();
    const meter = createMeter(store, manualClock());
    for (const ageMs of [400, 0, 20]) meter.onRead('telemetry', ageMs);
    meter.onRead('scored', 7);
    const within = (stream: string, from: number) =>
      store.within(metricOf({ ...OF, stream }), from, MINUTE_MS);
    expect(within('telemetry', 0)).toBeUndefined();
    meter.flush(59_999);
    expect(within('telemetry', 0)).toEqual({ sum: 420, count: 3, min: 0, max: 400 });
    expect(within('scored', 0)).toMatchObject({ count: 1, max: 7 });
    meter.flush(60_000);
    expect(within('telemetry', MINUTE_MS)).toBeUndefined();
  });

  it('has the dimension that AWS gives it', () => {
    expect(metricOf({ ...OF, stream: 'telemetry' })).toEqual({
      ...OF,
      dimensions: [{ name: 'StreamName', value: 'telemetry' }],
    });
  });
});
