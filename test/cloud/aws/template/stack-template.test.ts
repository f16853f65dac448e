import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderTemplate } from '../../../../src/cloud/aws/template/render-template.ts';
import { exampleStack, propertiesOf, templateOf } from './fixtures.ts';

const stack = exampleStack({ emails: ['crew@example.com'], webhooks: ['https://example.com/a'] });
const template = templateOf(stack);

describe('stackTemplate', () => {
  it('gives AWS the very SQL and partition key that the twin runs', () => {
    const [rule] = stack.rules;
    expect(propertiesOf(template, 'PmSimTelemetryRule')).toMatchObject({
      TopicRulePayload: {
        Sql: rule?.sql,
        AwsIotSqlVersion: '2016-03-23',
        Actions: [
          { Kinesis: { StreamName: { Ref: 'TelemetryStream' }, PartitionKey: '${topic(4)}' } },
        ],
        ErrorAction: { Sqs: { QueueUrl: { Ref: 'RuleErrorsQueue' } } },
      },
    });
  });

  it('carries every setting of a mapping over', () => {
    expect(propertiesOf(template, 'TelemetryToScoreMapping')).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': ['TelemetryStream', 'Arn'] },
      FunctionName: { Ref: 'ScoreFunction' },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 1_000,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 1,
      MaximumRetryAttempts: 3,
      MaximumRecordAgeInSeconds: -1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': ['UnscoredRecordsQueue', 'Arn'] } },
      },
    });
  });

  it('begins a mapping at an instant when the stack says so', () => {
    const mappings = stack.mappings.map((mapping) => ({
      ...mapping,
      startingPosition: { type: 'AT_TIMESTAMP', timestamp: 1_700_000_000 } as const,
    }));
    expect(propertiesOf(templateOf({ ...stack, mappings }), 'ScoredToAlertMapping')).toMatchObject({
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: 1_700_000_000,
    });
  });

  it('gives functions their code by its key and names of other parts by reference', () => {
    expect(propertiesOf(template, 'ScoreFunction')).toMatchObject({
      Runtime: 'nodejs22.x',
      Architectures: ['arm64'],
      Code: { S3Bucket: { Ref: 'ArtifactBucket' }, S3Key: 'pm-sim/score-1.zip' },
      Environment: {
        Variables: {
          SCORED_STREAM: { Ref: 'ScoredStream' },
          STATE_TABLE: { Ref: 'DeviceStateTable' },
          SNAPSHOT_EVERY: '128',
        },
      },
    });
    expect(propertiesOf(template, 'AlertFunction')).toMatchObject({
      Environment: {
        Variables: {
          ALERTS_TABLE: { Ref: 'AlertsTable' },
          ALERT_TOPIC_ARN: { Ref: 'AlertsTopic' },
        },
      },
    });
  });

  it('declares the keys of a table and its indexes, each once, and an expiry where there is one', () => {
    expect(propertiesOf(template, 'AlertsTable')).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'device', AttributeType: 'S' },
        { AttributeName: 'openedAt', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [{ IndexName: 'by-device' }],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    const tables = stack.tables.map((table) => ({ ...table, ttlAttribute: 'expiresAt' }));
    expect(propertiesOf(templateOf({ ...stack, tables }), 'AlertsTable')).toMatchObject({
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('gives a stream on demand no shards', () => {
    const onDemand = templateOf(exampleStack({ streamMode: 'ON_DEMAND', shardCount: 9 }));
    expect(propertiesOf(onDemand, 'TelemetryStream')).not.toHaveProperty('ShardCount');
    const provisioned = templateOf(exampleStack({ shardCount: 9 }));
    expect(propertiesOf(provisioned, 'ScoredStream')).toHaveProperty('ShardCount', 9);
  });

  it('leaves variables of the device policy to IoT and the account to CloudFormation', () => {
    const text = JSON.stringify(propertiesOf(template, 'DevicePolicy'));
    expect(text).toContain(
      'arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:client/${!iot:Connection.Thing.ThingName}',
    );
    expect(text).not.toContain('${iot:');
  });

  it('subscribes people, URLs, functions and queues, the latter with their permission', () => {
    const subscribed = templateOf({
      ...stack,
      subscriptions: [
        ...stack.subscriptions,
        { topic: 'alerts', protocol: 'lambda', functionName: 'alert' },
        { topic: 'alerts', protocol: 'sqs', queue: 'rule-errors' },
      ],
    });
    const types = Object.entries(subscribed.Resources).flatMap(([id, { Type, Properties }]) =>
      id.startsWith('AlertsTopicSubscription') ? [[Type, Properties['Endpoint']]] : [],
    );
    expect(types).toEqual([
      ['AWS::SNS::Subscription', 'crew@example.com'],
      ['AWS::SNS::Subscription', 'https://example.com/a'],
      ['AWS::SNS::Subscription', { 'Fn::GetAtt': ['AlertFunction', 'Arn'] }],
      ['AWS::Lambda::Permission', undefined],
      ['AWS::SNS::Subscription', { 'Fn::GetAtt': ['RuleErrorsQueue', 'Arn'] }],
      ['AWS::SQS::QueuePolicy', undefined],
    ]);
  });

  it('watches age, errors and throttles of every function, and the depth of every queue', () => {
    const watched = Object.values(template.Resources).flatMap(({ Properties: { MetricName } }) =>
      typeof MetricName === 'string' ? [MetricName] : [],
    );
    expect(watched.toSorted()).toEqual([
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesVisible',
      'Errors',
      'Errors',
      'Failure',
      'IteratorAge',
      'IteratorAge',
      'ParseError',
      'Throttles',
      'Throttles',
      'WriteProvisionedThroughputExceeded',
      'WriteProvisionedThroughputExceeded',
    ]);
  });

  it('tags whatever can be tagged with the project and the run', () => {
    const untagged = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
      'Tags' in Properties ? [] : [Type],
    );
    expect([...new Set(untagged)].toSorted()).toEqual([
      'AWS::CloudWatch::Dashboard',
      'AWS::SNS::Subscription',
    ]);
  });

  it('gives health files their way: notification, permission of the bucket alone, failures to a queue', () => {
    const files = templateOf(exampleStack({ healthFiles: true }));
    const arn = {
      'Fn::Sub':
        'arn:${AWS::Partition}:s3:::${AWS::StackName}-raw-${AWS::AccountId}-${AWS::Region}',
    };
    expect(files.Resources['RawBucket']).toMatchObject({
      DependsOn: ['RawBucketInvokesIngestFunction'],
      Properties: {
        NotificationConfiguration: {
          LambdaConfigurations: [
            {
              Event: 's3:ObjectCreated:*',
              Function: { 'Fn::GetAtt': ['IngestFunction', 'Arn'] },
            },
          ],
        },
      },
    });
    expect(propertiesOf(files, 'RawBucketInvokesIngestFunction')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'IngestFunction' },
      Principal: 's3.amazonaws.com',
      SourceArn: arn,
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
    expect(propertiesOf(files, 'IngestFunctionInvocations')).toMatchObject({
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': ['UningestedFilesQueue', 'Arn'] } },
      },
    });
  });

  it('encrypts streams, queues and the topic of alerts; the topic of alarms cannot be', () => {
    for (const stream of ['TelemetryStream', 'ScoredStream']) {
      expect(propertiesOf(template, stream)).toMatchObject({
        StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      });
    }
    expect(propertiesOf(template, 'RuleErrorsQueue')).toHaveProperty('SqsManagedSseEnabled', true);
    expect(propertiesOf(template, 'AlertsTopic')).toHaveProperty('KmsMasterKeyId', 'alias/aws/sns');
    expect(propertiesOf(template, 'OperationsTopic')).not.toHaveProperty('KmsMasterKeyId');
  });

  it('rings the topic of operations when a rule fails', () => {
    expect(propertiesOf(template, 'PmSimTelemetryRuleFailuresAlarm')).toMatchObject({
      Namespace: 'AWS/IoT',
      MetricName: 'Failure',
      Dimensions: [
        { Name: 'ActionType', Value: 'Kinesis' },
        { Name: 'RuleName', Value: { Ref: 'PmSimTelemetryRule' } },
      ],
      AlarmActions: [{ Ref: 'OperationsTopic' }],
      OKActions: [{ Ref: 'OperationsTopic' }],
    });
  });

  it('encrypts buckets, closes them, lets objects expire and refuses plain HTTP', () => {
    const files = templateOf(exampleStack({ healthFiles: true }));
    const buckets = Object.entries(files.Resources).filter(
      ([, { Type }]) => Type === 'AWS::S3::Bucket',
    );
    expect(buckets.map(([id]) => id)).toEqual(['RawBucket', 'ProcessedBucket', 'QuarantineBucket']);
    for (const [id, { Properties }] of buckets) {
      expect(Properties).toMatchObject({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: { Rules: [{ Status: 'Enabled' }] },
      });
      expect(propertiesOf(files, `${id}Policy`)).toMatchObject({
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      });
    }
  });

  it('is the same text in YAML and JSON, every time', () => {
    const yaml = renderTemplate(template, 'yaml');
    expect(yaml).toBe(renderTemplate(templateOf(stack), 'yaml'));
    expect(parse(yaml)).toEqual(JSON.parse(renderTemplate(template, 'json')));
    expect(yaml).toContain('AWSTemplateFormatVersion: "2010-09-09"');
  });
});

const refusal = (changed: object) => () => templateOf({ ...stack, ...changed });

describe('what a template cannot express', () => {
  it('is refused by the name of the part', () => {
    expect(refusal({ schedules: [{ name: 'nightly' }] })).toThrow('section "schedules"');
    expect(
      refusal({ queues: stack.queues.map((queue) => ({ ...queue, delaySeconds: 5 })) }),
    ).toThrow('setting "delaySeconds" of queues "unscored-records"');
    const rules = [{ ...stack.rules[0], actions: [{ firehose: {} }] }];
    expect(refusal({ rules })).toThrow(
      'The rule pm_sim_telemetry has an action that the template cannot express: firehose.',
    );
  });

  it('is an address on this machine', () => {
    const local = exampleStack({ webhooks: ['http://127.0.0.1:8080/hook'] });
    expect(() => templateOf(local)).toThrow('on this machine, which AWS cannot reach');
  });

  it('is a pair of names that differ in punctuation only', () => {
    const queues = ['late-records', 'late_records'].map((name) => ({ name, retentionSeconds: 60 }));
    expect(refusal({ queues: [...stack.queues, ...queues] })).toThrow(
      'queue "late-records" and the queue "late_records" of the stack are both called LateRecordsQueue',
    );
  });

  it('is more variables than Lambda takes', () => {
    const functions = stack.functions.map((definition) => ({
      ...definition,
      environment: { ...definition.environment, NOTE: 'x'.repeat(4_096) },
    }));
    expect(refusal({ functions })).toThrow(/variables of the function score are \d+ bytes/);
  });
});
