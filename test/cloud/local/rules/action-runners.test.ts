import { describe, expect, it } from 'vitest';
import type { ActionRunners } from '../../../../src/cloud/local/rules/action-runners.ts';
import type { RuleAction } from '../../../../src/cloud/rules/actions.ts';
import { engineOf, publish, textOf } from './engine-fixture.ts';

const BINARY = Uint8Array.of(0xff, 0x01);

interface Ran {
  readonly calls: readonly (readonly unknown[])[];
  readonly errors: readonly string[];
}

/** Runs one action and, as error action, a queue that keeps what went wrong. */
async function run(action: RuleAction, payload: unknown, sql = "SELECT * FROM '#'"): Promise<Ran> {
  const calls: (readonly unknown[])[] = [];
  const errors: string[] = [];
  const keep =
    (type: string) =>
    (...args: readonly unknown[]): void => {
      calls.push([type, ...args.map((arg) => (arg instanceof Uint8Array ? textOf(arg) : arg))]);
    };
  const runners: ActionRunners = {
    kinesis: keep('kinesis'),
    sns: keep('sns'),
    sqs: (url, body) => (url === 'errors' ? errors.push(body) : keep('sqs')(url, body)),
    dynamoDBv2: keep('dynamoDBv2'),
    lambda: keep('lambda'),
    republish: keep('republish'),
    s3: keep('s3'),
  };
  const rule = { name: 'r', sql, actions: [action], errorAction: { sqs: { queueUrl: 'errors' } } };
  await engineOf([rule], runners).engine.dispatch(publish('a/b', payload));
  return { calls, errors };
}

describe('an action receives', () => {
  const cases: readonly (readonly [RuleAction, readonly unknown[]])[] = [
    [
      { kinesis: { streamName: '${topic(1)}-stream', partitionKey: '${d}' } },
      ['kinesis', 'a-stream', 'x', '{"d":"x"}'],
    ],
    [{ sns: { targetArn: 'arn:${topic(2)}' } }, ['sns', 'arn:b', '{"d":"x"}', 'RAW']],
    [{ sns: { targetArn: 'arn', messageFormat: 'JSON' } }, ['sns', 'arn', '{"d":"x"}', 'JSON']],
    [{ sqs: { queueUrl: 'url' } }, ['sqs', 'url', '{"d":"x"}']],
    [{ sqs: { queueUrl: 'url', useBase64: true } }, ['sqs', 'url', 'eyJkIjoieCJ9']],
    [{ dynamoDBv2: { putItem: { tableName: 't' } } }, ['dynamoDBv2', 't', { d: 'x' }]],
    [{ lambda: { functionArn: 'f' } }, ['lambda', 'f', '{"d":"x"}']],
    [{ republish: { topic: '${topic()}/again' } }, ['republish', 'a/b/again', '{"d":"x"}', 0]],
    [
      { republish: { topic: '$$aws/things/${d}/shadow/update', qos: 1 } },
      ['republish', '$aws/things/x/shadow/update', '{"d":"x"}', 1],
    ],
    [{ s3: { bucketName: 'b', key: '${topic()}/1.json' } }, ['s3', 'b', 'a/b/1.json', '{"d":"x"}']],
  ];

  it.each(cases)('%j', async (action, expected) => {
    expect(await run(action, { d: 'x' })).toEqual({ calls: [expected], errors: [] });
  });

  it('a JSON string for SELECT VALUE of a text', async () => {
    const { calls } = await run(
      { lambda: { functionArn: 'f' } },
      { d: 'x' },
      "SELECT VALUE d FROM '#'",
    );
    expect(calls).toEqual([['lambda', 'f', '"x"']]);
  });

  it('the empty text for a result that is Undefined by itself', async () => {
    const { calls } = await run({ sqs: { queueUrl: 'q' } }, {}, "SELECT VALUE d FROM '#'");
    expect(calls).toEqual([['sqs', 'q', '']]);
  });
});

describe('an action fails', () => {
  it.each([
    [{ kinesis: { streamName: 's', partitionKey: '${missing}' } }, {}, 'came out empty'],
    [{ kinesis: { streamName: 's', partitionKey: '${d}' } }, BINARY, 'not JSON'],
    [{ lambda: { functionArn: 'f' } }, BINARY, 'takes JSON, but the payload is binary'],
    [{ dynamoDBv2: { putItem: { tableName: 't' } } }, BINARY, 'takes JSON'],
    [{ dynamoDBv2: { putItem: { tableName: 't' } } }, [1], 'takes a JSON object'],
    [{ sns: { targetArn: 'a' } }, BINARY, 'takes text, but the payload is not UTF-8'],
  ])('%j with payload %j: %s', async (action, payload, reason) => {
    const { calls, errors } = await run(action, payload);
    expect(calls).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(reason);
  });
});

describe('an action takes a binary payload', () => {
  it.each<[RuleAction, unknown]>([
    [{ sqs: { queueUrl: 'q', useBase64: true } }, ['sqs', 'q', '/wE=']],
    [{ sqs: { queueUrl: 'q' } }, undefined],
  ])('%j as Base64 or not at all', async (action, expected) => {
    const { calls } = await run(action, BINARY);
    expect(calls).toEqual(expected === undefined ? [] : [expected]);
  });

  it('as text where it is text', async () => {
    const { calls } = await run({ sns: { targetArn: 'a' } }, Buffer.from('not json'));
    expect(calls).toEqual([['sns', 'a', 'not json', 'RAW']]);
  });
});
