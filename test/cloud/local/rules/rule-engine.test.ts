import { describe, expect, it } from 'vitest';
import type { RuleDefinition } from '../../../../src/cloud/rules/compile-rule.ts';
import { maxSpeedClock } from '../../../../src/runtime/clock.ts';
import { deviceTopic, fleetTopicFilter } from '../../../../src/telemetry/topics.ts';
import { engineOf, NOW, publish, textOf } from './engine-fixture.ts';

const TELEMETRY: RuleDefinition = {
  name: 'telemetry',
  sql:
    'SELECT *, topic(4) AS thing, clientid() AS client_id, timestamp() AS received_ms ' +
    `FROM '${fleetTopicFilter('telemetry')}' WHERE schema_v = 1`,
  actions: [{ kinesis: { streamName: 'telemetry', partitionKey: '${topic(4)}' } }],
};
const TOPIC = deviceTopic('north', 'wt-001', 'telemetry');

const TO_QUEUE: RuleDefinition = {
  name: 'guarded',
  sql: "SELECT * FROM 'a/#'",
  actions: [{ kinesis: { streamName: 'stream', partitionKey: '${clientid()}' } }],
  errorAction: { sqs: { queueUrl: 'https://sqs/errors' } },
};

function fault(name: string): Error {
  return Object.assign(new Error(`${name} happened`), { name });
}

describe('the rule engine', () => {
  it('puts a telemetry message on the stream, keyed by device, with what the rule adds', async () => {
    const records: unknown[] = [];
    const { engine } = engineOf([TELEMETRY], {
      kinesis: (stream, key, data) => records.push([stream, key, textOf(data)]),
    });
    const outcomes = await engine.dispatch(publish(TOPIC, { schema_v: 1, ts: 5, m: { a: 0.5 } }));
    expect(outcomes).toEqual([{ rule: 'telemetry', status: 'succeeded', failures: [] }]);
    expect(records).toEqual([
      [
        'telemetry',
        'wt-001',
        `{"schema_v":1,"ts":5,"m":{"a":0.5},"thing":"wt-001","client_id":"wt-001","received_ms":${NOW}}`,
      ],
    ]);
  });

  it('gives the templates of actions the variables of the statement, one value a message', async () => {
    const records: unknown[] = [];
    const rule: RuleDefinition = {
      name: 'variables',
      sql: "SET @id = newuuid(), @hot = temp > 50 SELECT @id AS id, @hot AS hot FROM 'a'",
      actions: [{ kinesis: { streamName: 'stream-${@hot}', partitionKey: '${@id}' } }],
    };
    const { engine } = engineOf([rule], {
      kinesis: (stream, key, data) => records.push([stream, key, JSON.parse(textOf(data))]),
    });
    await engine.dispatch(publish('a', { temp: 60 }));
    await engine.dispatch(publish('a', { temp: 40 }));
    const [[, first] = [], [, second] = []] = records as [string, string][];
    expect(records).toEqual([
      ['stream-true', first, { id: first, hot: true }],
      ['stream-false', second, { id: second, hot: false }],
    ]);
    expect(first).not.toBe(second);
  });

  it('runs no action when WHERE is not true, and counts it', async () => {
    const { engine } = engineOf([TELEMETRY], {
      kinesis: () => expect.unreachable('WHERE is false'),
    });
    const outcomes = await engine.dispatch(publish(TOPIC, { schema_v: 2 }));
    expect(outcomes).toEqual([{ rule: 'telemetry', status: 'rejected', failures: [] }]);
    expect(engine.counters()['telemetry']).toMatchObject({ matched: 1, rejected: 1, succeeded: 0 });
  });

  it('gives no outcome for a topic that no rule reads', async () => {
    const { engine } = engineOf([TELEMETRY], { kinesis: () => undefined });
    expect(await engine.dispatch(publish('other/topic', {}))).toEqual([]);
  });

  it('waits for every action of every matching rule', async () => {
    const done: string[] = [];
    const slowly = async (name: string): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push(name);
    };
    const rules = ['first', 'second'].map((name) => ({
      name,
      sql: "SELECT * FROM '#'",
      actions: [
        { kinesis: { streamName: `${name}-stream`, partitionKey: 'k' } },
        { lambda: { functionArn: `${name}-function` } },
      ],
    }));
    const { engine } = engineOf(rules, { kinesis: slowly, lambda: slowly });
    const outcomes = await engine.dispatch(publish('a', { b: 1 }));
    expect(outcomes.map(({ rule }) => rule)).toEqual(['first', 'second']);
    expect(done.toSorted()).toEqual([
      'first-function',
      'first-stream',
      'second-function',
      'second-stream',
    ]);
  });

  it('sends a payload that is not JSON on as it is', async () => {
    const bytes = Uint8Array.of(0xff, 0x00, 0x7b);
    const records: Uint8Array[] = [];
    const { engine } = engineOf([TO_QUEUE], {
      kinesis: (_stream, _key, data) => records.push(data),
      sqs: () => undefined,
    });
    await engine.dispatch(publish('a/b', bytes));
    expect(records).toEqual([bytes]);
  });

  it('counts a payload that the statement cannot be applied to, and does not refuse it', async () => {
    const { engine, log } = engineOf([TELEMETRY], { kinesis: () => expect.unreachable() });
    const outcomes = await engine.dispatch(publish(TOPIC, Buffer.from('not json')));
    expect(outcomes).toEqual([{ rule: 'telemetry', status: 'sql-error', failures: [] }]);
    expect(engine.counters()['telemetry']).toMatchObject({ matched: 1, sqlErrors: 1, failed: 0 });
    expect(log[0]?.text).toContain('not JSON');
  });

  it('survives a payload nested deeper than it can serialise', async () => {
    const deep = Buffer.from('['.repeat(60_000) + ']'.repeat(60_000));
    const { engine } = engineOf([TO_QUEUE], { kinesis: () => undefined, sqs: () => undefined });
    const [outcome] = await engine.dispatch(publish('a/b', deep));
    expect(['sql-error', 'succeeded']).toContain(outcome?.status);
  });
});

describe('basic ingest', () => {
  const rule: RuleDefinition = {
    name: 'BuildingManager',
    sql: 'SELECT topic() AS whole, topic(3) AS third',
    actions: [{ kinesis: { streamName: 's', partitionKey: '${topic(2)}' } }],
  };

  it('finds the rule by name and hides the prefix from topic()', async () => {
    const records: unknown[] = [];
    const { engine } = engineOf([rule], {
      kinesis: (_stream, key, data) => records.push([key, textOf(data)]),
    });
    await engine.dispatch(publish('$aws/rules/BuildingManager/Buildings/Building5/Floor2', {}));
    expect(records).toEqual([
      ['Building5', '{"whole":"Buildings/Building5/Floor2","third":"Floor2"}'],
    ]);
  });

  it('leaves a line in the log for a rule that does not exist', async () => {
    const { engine, log } = engineOf([rule], { kinesis: () => undefined });
    expect(await engine.dispatch(publish('$aws/rules/Nobody/a', {}))).toEqual([]);
    expect(log).toMatchObject([{ level: 'error', text: expect.stringContaining('RuleNotFound') }]);
  });

  it('does not reach rules by their topic filters', async () => {
    const { engine } = engineOf([{ ...rule, sql: "SELECT * FROM 'a/b'" }], {
      kinesis: () => undefined,
    });
    expect(await engine.dispatch(publish('a/b', {}))).toHaveLength(1);
    expect(await engine.dispatch(publish('$aws/rules/Other/a/b', {}))).toEqual([]);
  });
});

describe('a failing action', () => {
  it('sends one failure document to the error action and counts as handled', async () => {
    const queued: string[] = [];
    const { engine } = engineOf([TO_QUEUE], {
      kinesis: () => Promise.reject(fault('ResourceNotFoundException')),
      sqs: (url, body) => queued.push(url, body),
    });
    const [outcome] = await engine.dispatch(publish('a/b', { x: 1 }));
    expect(outcome).toMatchObject({ rule: 'guarded', status: 'handled' });
    expect(queued[0]).toBe('https://sqs/errors');
    expect(JSON.parse(queued[1] ?? '')).toEqual({
      ruleName: 'guarded',
      topic: 'a/b',
      cloudwatchTraceId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      clientId: 'wt-001',
      base64OriginalPayload: Buffer.from('{"x":1}').toString('base64'),
      failures: [
        {
          failedAction: 'KinesisAction',
          failedResource: 'stream',
          errorMessage: expect.stringContaining('ResourceNotFoundException happened'),
        },
      ],
    });
    expect(engine.counters()['guarded']).toMatchObject({ failed: 1, handled: 1, succeeded: 0 });
  });

  it('is one whose template comes out empty, and the error action gets the message', async () => {
    const queued: string[] = [];
    const rule: RuleDefinition = {
      ...TO_QUEUE,
      actions: [{ kinesis: { streamName: 'stream', partitionKey: '${serial}' } }],
    };
    const { engine } = engineOf([rule], {
      kinesis: () => expect.unreachable('there is no partition key'),
      sqs: (_url, body) => queued.push(body),
    });
    const [outcome] = await engine.dispatch(publish('a/b', { x: 1 }));
    expect(outcome).toMatchObject({ status: 'handled' });
    expect(JSON.parse(queued[0] ?? '')).toMatchObject({
      topic: 'a/b',
      base64OriginalPayload: Buffer.from('{"x":1}').toString('base64'),
      failures: [
        {
          failedAction: 'KinesisAction',
          failedResource: 'stream',
          errorMessage: expect.stringContaining('partitionKey'),
        },
      ],
    });
  });

  it('puts all failures of one message into one document', async () => {
    const queued: string[] = [];
    const rule: RuleDefinition = {
      ...TO_QUEUE,
      actions: [
        { kinesis: { streamName: 'one', partitionKey: 'k' } },
        { kinesis: { streamName: 'two', partitionKey: 'k' } },
        { lambda: { functionArn: 'three' } },
      ],
    };
    const { engine } = engineOf([rule], {
      kinesis: (stream) => Promise.reject(new Error(`no ${stream}`)),
      lambda: () => undefined,
      sqs: (_url, body) => queued.push(body),
    });
    await engine.dispatch(publish('a', {}));
    expect(queued).toHaveLength(1);
    const { failures } = JSON.parse(queued[0] ?? '') as { failures: { failedResource: string }[] };
    expect(failures.map(({ failedResource }) => failedResource)).toEqual(['one', 'two']);
  });

  it('rejects the dispatch when there is no error action', async () => {
    const { engine } = engineOf([TELEMETRY], {
      kinesis: () => Promise.reject(fault('ResourceNotFoundException')),
    });
    await expect(engine.dispatch(publish(TOPIC, { schema_v: 1 }))).rejects.toMatchObject({
      code: 'rules/action-failed',
      message: expect.stringContaining('ResourceNotFoundException happened'),
    });
    expect(engine.counters()['telemetry']).toMatchObject({ failed: 1, handled: 0 });
  });

  it('rejects the dispatch when the error action fails too, naming both', async () => {
    const { engine } = engineOf([TO_QUEUE], {
      kinesis: () => Promise.reject(new Error('stream gone')),
      sqs: () => Promise.reject(new Error('queue gone')),
    });
    await expect(engine.dispatch(publish('a', {}))).rejects.toThrow(/stream gone.*queue gone/);
  });

  it('does not keep another rule from its actions', async () => {
    const invoked: string[] = [];
    const other: RuleDefinition = {
      name: 'other',
      sql: "SELECT * FROM 'a'",
      actions: [{ lambda: { functionArn: 'f' } }],
    };
    const { engine } = engineOf([{ ...TO_QUEUE, sql: "SELECT * FROM 'a'" }, other], {
      kinesis: () => Promise.reject(new Error('gone')),
      sqs: () => Promise.reject(new Error('gone')),
      lambda: (arn) => invoked.push(arn),
    });
    await expect(engine.dispatch(publish('a', {}))).rejects.toThrow('gone');
    expect(invoked).toEqual(['f']);
  });
});

describe('an intermittent error', () => {
  it.each([
    fault('ProvisionedThroughputExceededException'),
    fault('ThrottlingException'),
    Object.assign(new Error('server'), { $metadata: { httpStatusCode: 503 } }),
    Object.assign(new Error('twin'), { status: 500 }),
    Object.assign(new Error('socket'), { code: 'ECONNRESET' }),
  ])('is tried again: %s', async (passing) => {
    let calls = 0;
    const { engine } = engineOf(
      [TELEMETRY],
      {
        kinesis: () => {
          calls += 1;
          return calls < 3 ? Promise.reject(passing) : Promise.resolve();
        },
      },
      maxSpeedClock(NOW),
    );
    const [outcome] = await engine.dispatch(publish(TOPIC, { schema_v: 1 }));
    expect(outcome?.status).toBe('succeeded');
    expect(calls).toBe(3);
    expect(engine.counters()['telemetry']).toMatchObject({ retries: 2, succeeded: 1, failed: 0 });
  });

  it('is given up after four tries', async () => {
    let calls = 0;
    const throttled = (): Promise<void> => {
      calls += 1;
      return Promise.reject(fault('ThrottlingException'));
    };
    const { engine } = engineOf([TELEMETRY], { kinesis: throttled }, maxSpeedClock(NOW));
    await expect(engine.dispatch(publish(TOPIC, { schema_v: 1 }))).rejects.toThrow('Throttling');
    expect(calls).toBe(4);
  });

  it('is not assumed of other errors', async () => {
    let calls = 0;
    const denied = (): Promise<void> => {
      calls += 1;
      return Promise.reject(fault('AccessDeniedException'));
    };
    const { engine } = engineOf([TELEMETRY], { kinesis: denied });
    await expect(engine.dispatch(publish(TOPIC, { schema_v: 1 }))).rejects.toThrow('AccessDenied');
    expect(calls).toBe(1);
  });
});

describe('createRuleEngine', () => {
  it('refuses an action that nobody carries out', () => {
    expect(() => engineOf([TELEMETRY], { sqs: () => undefined })).toThrow(
      'Rule telemetry: the twin has nothing that carries out a kinesis action.',
    );
  });

  it('refuses an error action that nobody carries out', () => {
    expect(() => engineOf([TO_QUEUE], { kinesis: () => undefined })).toThrow('sqs action');
  });

  it('refuses two rules of one name', () => {
    expect(() => engineOf([TELEMETRY, TELEMETRY], { kinesis: () => undefined })).toThrow(
      'two rules named telemetry',
    );
  });
});
