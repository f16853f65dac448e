import { describe, expect, it } from 'vitest';
import { ASSUMPTIONS } from '../../../../src/cloud/aws/cost/assumptions.ts';
import { monthlyUsage, type UsageInput } from '../../../../src/cloud/aws/cost/usage.ts';
import { exampleStack } from '../template/fixtures.ts';

/** Seconds and hours of a mean month. */
const MONTH = { seconds: 2_629_800, hours: 730.5 };

const fleet: UsageInput = {
  stack: exampleStack({ shardCount: 2 }),
  devices: 1_000,
  flow: { messagesPerSecond: 1, payloadBytes: 900, meteredUnits: 1 },
  assumptions: ASSUMPTIONS,
  alarms: 11,
};

describe('monthlyUsage', () => {
  it('meters messages by 5 KB, in the steps of their price', () => {
    const small = monthlyUsage(fleet);
    expect(small['iot-message']).toBe(1e9);
    expect(small['iot-message-over-1g']).toBeCloseTo(1.6298e9, -3);
    expect(small['iot-message-over-5g']).toBe(0);
    expect(small['iot-rule']).toBeCloseTo(1_000 * MONTH.seconds, -3);
    const large = monthlyUsage({ ...fleet, flow: { ...fleet.flow, meteredUnits: 3 } });
    expect(large['iot-message-over-1g']).toBe(4e9);
    expect(large['iot-message-over-5g']).toBeCloseTo(3 * 1_000 * MONTH.seconds - 5e9, -3);
  });

  it('counts provisioned streams by shards and 25 KB, on demand by hours and 1 KB', () => {
    const provisioned = monthlyUsage(fleet);
    expect(provisioned['kinesis-shard']).toBeCloseTo(2 * 2 * MONTH.hours);
    expect(provisioned['kinesis-put']).toBeCloseTo(2 * 1_000 * MONTH.seconds, -3);
    expect(provisioned['kinesis-in']).toBe(0);
    const stack = exampleStack({ shardCount: 2, streamMode: 'ON_DEMAND' });
    const onDemand = monthlyUsage({ ...fleet, stack });
    expect(onDemand['kinesis-shard']).toBe(0);
    expect(onDemand['kinesis-on-demand']).toBeCloseTo(2 * MONTH.hours);
    expect(onDemand['kinesis-in']).toBeCloseTo((2 * 1_000 * MONTH.seconds) / 2 ** 20, 3);
    const readBytes = 900 + ASSUMPTIONS['scored-record-bytes'];
    expect(onDemand['kinesis-out']).toBeCloseTo((1_000 * MONTH.seconds * readBytes) / 2 ** 30, 3);
  });

  it('invokes a function once a second and shard, and writes each device of a batch once', () => {
    const usage = monthlyUsage(fleet);
    expect(usage['lambda-request']).toBeCloseTo(2 * 2 * MONTH.seconds, -3);
    const state = 1_000 * MONTH.seconds * 3;
    const snapshots = ((1_000 * MONTH.seconds) / 128) * 90;
    expect(usage['dynamodb-write']).toBeCloseTo(state + snapshots + 6_000, -3);
  });

  it('writes fewer states when batches are waited for', () => {
    const mappings = fleet.stack.mappings.map((mapping) => ({
      ...mapping,
      maximumBatchingWindowSeconds: 60,
    }));
    const slow = { ...fleet, devices: 10 };
    const waited = monthlyUsage({ ...slow, stack: { ...fleet.stack, mappings } });
    const atOnce = monthlyUsage(slow);
    const ratio = (waited['lambda-request'] ?? 0) / (atOnce['lambda-request'] ?? 1);
    expect(ratio).toBeCloseTo(1 / 60);
    expect(waited['dynamodb-write'] ?? Infinity).toBeLessThan((atOnce['dynamodb-write'] ?? 0) / 3);
  });

  it('is nothing but what stands by for a fleet that is silent', () => {
    const silent = monthlyUsage({ ...fleet, flow: { ...fleet.flow, messagesPerSecond: 0 } });
    expect(silent['lambda-request']).toBe(0);
    expect(silent['kinesis-put']).toBe(0);
    expect(silent['kinesis-shard']).toBeGreaterThan(0);
    expect(silent['iot-connection']).toBeCloseTo((1_000 * MONTH.seconds) / 60, -1);
  });
});
