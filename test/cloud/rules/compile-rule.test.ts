import { describe, expect, it } from 'vitest';
import type { RuleAction } from '../../../src/cloud/rules/actions.ts';
import { compileRule, type RuleDefinition } from '../../../src/cloud/rules/compile-rule.ts';

const roleArn = 'arn:aws:iam::123456789012:role/rules';
const kinesis = { kinesis: { streamName: 's', partitionKey: '${topic()}', roleArn } };
const RULE: RuleDefinition = { name: 'rule_1', sql: "SELECT * FROM 'a'", actions: [kinesis] };

function withAction(action: unknown): () => unknown {
  return () => compileRule({ ...RULE, actions: [action as RuleAction] });
}

function withSql(sql: string): () => unknown {
  return () => compileRule({ ...RULE, sql });
}

describe('compileRule', () => {
  it('compiles every supported action from the shape of the API', () => {
    const { actions, errorAction } = compileRule({
      ...RULE,
      sqlVersion: '2016-03-23',
      actions: [
        kinesis,
        { sns: { targetArn: 'arn', messageFormat: 'JSON', roleArn } },
        { sqs: { queueUrl: 'url', useBase64: true } },
        { dynamoDBv2: { putItem: { tableName: 'table' }, roleArn } },
        { lambda: { functionArn: 'arn' } },
        { republish: { topic: '$$aws/things/${topic(1)}/shadow/update', qos: 1 } },
      ],
      errorAction: { s3: { bucketName: 'errors', key: '${newuuid()}' } },
    });
    expect(actions.map(({ type }) => type)).toEqual([
      'kinesis',
      'sns',
      'sqs',
      'dynamoDBv2',
      'lambda',
      'republish',
    ]);
    expect(actions[1]).toMatchObject({ messageFormat: 'JSON' });
    expect(actions[2]).toMatchObject({ useBase64: true });
    expect(actions[5]).toMatchObject({ qos: 1 });
    expect(errorAction).toMatchObject({ type: 's3', key: { text: '${newuuid()}' } });
  });

  it('fills in the defaults of the API', () => {
    const { actions } = compileRule({
      ...RULE,
      actions: [
        { sns: { targetArn: 'arn' } },
        { sqs: { queueUrl: 'url' } },
        { republish: { topic: 't' } },
      ],
    });
    expect(actions).toMatchObject([{ messageFormat: 'RAW' }, { useBase64: false }, { qos: 0 }]);
  });

  it.each([
    [{}, 'exactly one type, found 0'],
    [{ ...kinesis, lambda: { functionArn: 'f' } }, 'exactly one type, found 2'],
    [{ kinessis: {} }, 'kinessis is not supported. Did you mean "kinesis"'],
    [{ firehose: { deliveryStreamName: 'd' } }, 'the action firehose is not supported'],
    [{ constructor: {} }, 'the action constructor is not supported'],
    [{ kinesis: 'stream' }, 'kinesis: expected an object'],
    [{ kinesis: { streamName: 's' } }, 'kinesis.partitionKey: expected a non-empty text'],
    [{ kinesis: { ...kinesis.kinesis, partionKey: 'x' } }, 'kinesis.partionKey: this setting'],
    [{ kinesis: { ...kinesis.kinesis, streamName: 5 } }, 'kinesis.streamName: expected'],
    [{ kinesis: { ...kinesis.kinesis, roleArn: '${topic()}' } }, 'role ARN without templates'],
    [{ kinesis: { ...kinesis.kinesis, partitionKey: '${a' } }, 'kinesis.partitionKey: SQL line 1'],
    [{ sns: { targetArn: 'a', messageFormat: 'XML' } }, 'sns.messageFormat: expected RAW or JSON'],
    [{ republish: { topic: 't', qos: 2 } }, 'republish.qos: expected 0 or 1, found 2'],
    [{ dynamoDBv2: { putItem: { table: 't' } } }, 'dynamoDBv2.putItem.tableName: expected'],
    [
      { dynamoDBv2: { putItem: { tableName: 't', x: 1 } } },
      'dynamoDBv2.putItem.x: this setting is not supported',
    ],
    [{ s3: { bucketName: 'b', key: 'k', cannedAcl: 'private' } }, 's3.cannedAcl: this setting'],
  ])('refuses the action %j', (action, message) => {
    expect(withAction(action)).toThrow(message);
    expect(withAction(action)).toThrow('Rule rule_1: ');
  });

  it('names the rule and the position in an error of its statement', () => {
    expect(withSql("SELECT uper(a) AS b FROM 'a'")).toThrow(
      'Rule rule_1: SQL line 1, column 8, near "uper(a) AS b',
    );
  });

  it('refuses a variable in a template that the statement does not set', () => {
    const action = { kinesis: { streamName: 's', partitionKey: '${@device}' } };
    expect(withAction(action)).toThrow('kinesis.partitionKey: ');
    expect(withAction(action)).toThrow('the variable @device is not set');
  });

  it('keeps the hint of what it wraps', () => {
    expect(withSql("SELECT a[0] AS b FROM 'a'")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('get(') }),
    );
  });

  it.each(['2015-10-08', 'beta', ''])('refuses SQL version %j', (sqlVersion) => {
    expect(() => compileRule({ ...RULE, sqlVersion })).toThrow(`SQL version "${sqlVersion}"`);
  });

  it.each(['', 'with-hyphen', 'with space', 'x'.repeat(129)])('refuses the name %j', (name) => {
    expect(() => compileRule({ ...RULE, name })).toThrow('letters, digits or underscores');
  });

  it('refuses more than ten actions', () => {
    const actions = Array.from({ length: 11 }, () => kinesis);
    expect(() => compileRule({ ...RULE, actions })).toThrow('at most 10 actions, found 11');
  });
});
