import { PmSimError } from '../../../runtime/errors.ts';
import type {
  EnvironmentValue,
  EventSourceMapping,
  HandlerName,
  StackFunction,
} from '../../stack/stack.ts';
import { bucketNameValue, objectsArn } from './buckets.ts';
import { arnOf, ref, sub, type Resource, type Resources, type Value } from './cloudformation.ts';
import { physicalName, TAGS, type Parts } from './parts.ts';
import { roleResource, type Grant } from './roles.ts';

/** Where the bundle of each handler that the stack runs lies in the artifact bucket. */
export type CodeKeys = Readonly<Partial<Record<HandlerName, string>>>;

export interface FunctionOptions {
  readonly parts: Parts;
  readonly mappings: readonly EventSourceMapping[];
  readonly codeKeys: CodeKeys;
}

/** Days that logs are kept: two weeks, as the failure queues keep their messages. */
const LOG_RETENTION_DAYS = 14;
/** Lambda quotas, "Environment variables": 4 KB in all. */
const ENVIRONMENT_BYTES_MAX = 4_096;

/** Each function with its log group and a role that may do what the stack says and no more. */
export function functionResources(
  functions: readonly StackFunction[],
  options: FunctionOptions,
): Resources {
  const entries = functions.flatMap((definition): [string, Resource][] => {
    const id = options.parts.id('function', definition.name);
    return [
      [`${id}Logs`, logGroup(definition)],
      [`${id}Role`, role(definition, options)],
      [id, resource(definition, options)],
      ...invokeConfig(definition, options.parts),
    ];
  });
  return Object.fromEntries(entries);
}

function logGroup({ name }: StackFunction): Resource {
  return {
    Type: 'AWS::Logs::LogGroup',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: {
      LogGroupName: sub(`/aws/lambda/\${AWS::StackName}-${name}`),
      RetentionInDays: LOG_RETENTION_DAYS,
      Tags: TAGS,
    },
  };
}

function resource(definition: StackFunction, { parts, codeKeys }: FunctionOptions): Resource {
  const { name, handler, timeoutSeconds, memoryMb } = definition;
  const id = parts.id('function', name);
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: physicalName(name),
      Runtime: 'nodejs22.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Code: { S3Bucket: ref('ArtifactBucket'), S3Key: codeKey(handler, codeKeys) },
      Timeout: timeoutSeconds,
      MemorySize: memoryMb,
      Role: arnOf(`${id}Role`),
      Environment: { Variables: variables(definition, parts) },
      LoggingConfig: { LogGroup: ref(`${id}Logs`), LogFormat: 'JSON' },
      Tags: TAGS,
    },
  };
}

function codeKey(handler: HandlerName, codeKeys: CodeKeys): string {
  const key = codeKeys[handler];
  if (key !== undefined) return key;
  throw new PmSimError('template/no-code', `There is no code of the handler ${handler}.`, {
    kind: 'system',
  });
}

/** Attempts after the first, as Lambda makes them when nobody says otherwise. */
const ASYNC_RETRIES = 2;

/**
 * `AWS::Lambda::EventInvokeConfig`: what fails for good is told to a queue (Lambda developer guide,
 * "Capturing records of Lambda asynchronous invocations").
 */
function invokeConfig(
  { name, asyncFailureQueue }: StackFunction,
  parts: Parts,
): readonly [string, Resource][] {
  if (asyncFailureQueue === undefined) return [];
  const id = parts.id('function', name);
  const Properties = {
    FunctionName: ref(id),
    Qualifier: '$LATEST',
    MaximumRetryAttempts: ASYNC_RETRIES,
    DestinationConfig: {
      OnFailure: { Destination: arnOf(parts.id('queue', asyncFailureQueue)) },
    },
  };
  return [[`${id}Invocations`, { Type: 'AWS::Lambda::EventInvokeConfig', Properties }]];
}

function variables({ name, environment }: StackFunction, parts: Parts): Value {
  const bytes = Buffer.byteLength(JSON.stringify(environment));
  if (bytes > ENVIRONMENT_BYTES_MAX) {
    throw new PmSimError(
      'template/environment-too-large',
      `The variables of the function ${name} are ${bytes} bytes; Lambda takes ${ENVIRONMENT_BYTES_MAX}.`,
      { hint: 'Use fewer scoring channels, or shorter labels and advice.' },
    );
  }
  return Object.fromEntries(
    Object.entries(environment).map(([key, value]) => [key, variable(value, parts)]),
  );
}

function variable(value: EnvironmentValue, parts: Parts): Value {
  if (typeof value === 'string') return value;
  if ('topicArn' in value) return ref(parts.id('topic', value.topicArn));
  if ('streamName' in value) return ref(parts.id('stream', value.streamName));
  if ('bucketName' in value) return bucketNameValue(value.bucketName);
  return ref(parts.id('table', value.tableName));
}

/**
 * Lambda reads a mapping's stream with the function's role (Lambda developer guide, "Process Amazon
 * Kinesis Data Streams records", permissions); without ListStreams, which knows no single stream.
 */
const READ_STREAM = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

function role(definition: StackFunction, options: FunctionOptions): Resource {
  const { name } = definition;
  const logs = {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resource: arnOf(`${options.parts.id('function', name)}Logs`),
  };
  return roleResource({
    service: 'lambda.amazonaws.com',
    description: `What the pm-sim function ${name} may do`,
    grants: [logs, ...mappingGrants(name, options), ...useGrants(definition, options.parts)],
  });
}

/** For its mappings: to read the streams, and to tell the queues of what failed. */
function mappingGrants(name: string, { parts, mappings }: FunctionOptions): readonly Grant[] {
  const own = mappings.filter((mapping) => mapping.functionName === name);
  const streams = new Set(own.map(({ stream }) => stream));
  const queues = new Set(own.flatMap(({ onFailureQueue }) => onFailureQueue ?? []));
  return [
    ...[...streams].map((stream) => ({
      actions: READ_STREAM,
      resource: arnOf(parts.id('stream', stream)),
    })),
    ...[...queues].map((queue) => ({
      actions: ['sqs:SendMessage'],
      resource: arnOf(parts.id('queue', queue)),
    })),
  ];
}

/** For its own code. */
function useGrants({ uses, asyncFailureQueue }: StackFunction, parts: Parts): readonly Grant[] {
  return [
    ...uses.writesStreams.map((stream) => ({
      actions: ['kinesis:PutRecords'],
      resource: arnOf(parts.id('stream', stream)),
    })),
    ...uses.tables.map(({ table, operations }) => ({
      actions: operations.map((operation) => `dynamodb:${operation}`),
      resource: arnOf(parts.id('table', table)),
    })),
    ...uses.topics.map((topic) => ({
      actions: ['sns:Publish'],
      resource: ref(parts.id('topic', topic)),
    })),
    ...(uses.buckets ?? []).map(({ bucket, operations }) => ({
      actions: operations.map((operation) => `s3:${operation}`),
      resource: objectsArn(bucket),
    })),
    ...(asyncFailureQueue === undefined
      ? []
      : [{ actions: ['sqs:SendMessage'], resource: arnOf(parts.id('queue', asyncFailureQueue)) }]),
  ];
}
