import { describe, expect, it } from 'vitest';
import { NAMES, pmSimStack } from '../../../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../../../src/cloud/stack/scoring-schema.ts';

const scoring = scoringSchema.parse({ channels: [{ metric: 'gear_oil_c' }] });
const stack = pmSimStack({ scoring });

describe('pmSimStack', () => {
  it('puts telemetry of all devices into the stream under the publisher’s name', () => {
    expect(stack.rules).toMatchObject([
      {
        sql: "SELECT * FROM 'dt/pm-sim/+/+/telemetry'",
        sqlVersion: '2016-03-23',
        actions: [{ kinesis: { streamName: 'telemetry', partitionKey: '${topic(4)}' } }],
        errorAction: { sqs: { queue: 'rule-errors' } },
      },
    ]);
  });

  it('keeps the settings of every mapping within what AWS takes', () => {
    expect(stack.mappings.map((mapping) => [mapping.stream, mapping.functionName])).toEqual([
      ['telemetry', 'score'],
      ['scored', 'alert'],
    ]);
    for (const mapping of stack.mappings) {
      expect(mapping.batchSize).toBeGreaterThanOrEqual(1);
      expect(mapping.batchSize).toBeLessThanOrEqual(10_000);
      expect(mapping.maximumRetryAttempts).toBeGreaterThanOrEqual(0);
      expect(stack.queues.map((queue) => queue.name)).toContain(mapping.onFailureQueue);
      expect(mapping).toMatchObject({
        startingPosition: { type: 'TRIM_HORIZON' },
        bisectBatchOnFunctionError: true,
        reportBatchItemFailures: true,
      });
    }
  });

  it('gives functions variables that fit Lambda’s 4 KB, also with many channels', () => {
    const channels = Array.from({ length: 12 }, (_, at) => ({
      metric: `gearbox_signal_number_${at}`,
      given: ['gear_oil_c', 'rotor_rpm', 'power_kw'],
      label: 'temperature of a bearing',
      unit: '°C',
      advice: 'Check the lubrication of the bearing and plan its change.',
    }));
    const { functions } = pmSimStack({ scoring: scoringSchema.parse({ channels }) });
    for (const { environment } of functions) {
      expect(JSON.stringify(environment).length).toBeLessThan(4_096);
    }
  });

  it('subscribes what it is told to', () => {
    const { subscriptions } = pmSimStack({
      scoring,
      emails: ['crew@example.com'],
      webhooks: ['http://127.0.0.1:1/a', 'https://example.com/b'],
    });
    expect(subscriptions).toEqual([
      { topic: NAMES.alertTopic, protocol: 'email', endpoint: 'crew@example.com' },
      { topic: NAMES.alertTopic, protocol: 'http', endpoint: 'http://127.0.0.1:1/a' },
      { topic: NAMES.alertTopic, protocol: 'https', endpoint: 'https://example.com/b' },
    ]);
  });
});
