import { describe, expect, it } from 'vitest';
import { checkReferences } from '../../../src/cloud/stack/check-references.ts';
import type { Stack } from '../../../src/cloud/stack/stack.ts';
import { exampleStack } from '../aws/template/fixtures.ts';

const stack = exampleStack({ healthFiles: true });

describe('checkReferences', () => {
  it('is content with the pipeline', () => {
    expect(() => checkReferences(stack)).not.toThrow();
  });

  it.each<[string, Partial<Stack>, string]>([
    ['a mapping', { functions: [] }, 'Mapping telemetry-to-score refers to the function "score"'],
    [
      'a rule',
      { streams: stack.streams.slice(1), mappings: [] },
      'Rule pm_sim_telemetry refers to the stream "telemetry"',
    ],
    [
      'an error action',
      { queues: stack.queues.slice(0, 2) },
      'The error action of pm_sim_telemetry refers to the queue "rule-errors"',
    ],
    ['a function', { tables: [] }, 'Function score refers to the table "device-state"'],
    ['what a function uses', { topics: [] }, 'Function alert refers to the topic "alerts"'],
    [
      'a subscription',
      { subscriptions: [{ topic: 'alert', protocol: 'email', endpoint: 'a@example.com' }] },
      'A subscription by email refers to the topic "alert", which the stack does not have. Did you mean',
    ],
    ['a bucket', { functions: [], mappings: [] }, 'to the function "ingest"'],
    ['a file function', { buckets: [] }, 'Function ingest refers to the bucket "'],
    [
      'an alarm',
      { topics: stack.topics.slice(0, 1) },
      'Alarm score-function-errors refers to the topic "operations"',
    ],
  ])('names %s that refers to a part which is not there', (_, changed, message) => {
    expect(() => checkReferences({ ...stack, ...changed })).toThrow(message);
  });

  it('names an alarm on a metric that the twin does not emit', () => {
    const [alarm] = stack.alarms;
    const metric = { namespace: 'AWS/DynamoDB', name: 'ThrottledRequests', table: 'alerts' };
    const alarms = [{ ...alarm, id: 'busy', metric }] as unknown as Stack['alarms'];
    expect(() => checkReferences({ ...stack, alarms })).toThrow(
      'Alarm busy watches AWS/DynamoDB ThrottledRequests, which the local twin does not emit.',
    );
  });
});
