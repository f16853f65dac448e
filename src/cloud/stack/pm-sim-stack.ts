import { DEVICE_SEGMENT, fleetTopicFilter } from '../../telemetry/topics.ts';
import { alarmsFor } from './alarms.ts';
import { healthFileParts } from './health-files.ts';
import type { ScoringConfig } from './scoring-schema.ts';
import type {
  EventSourceMapping,
  Stack,
  StackFunction,
  Stream,
  Subscription,
  Table,
} from './stack.ts';

export interface PmSimStackOptions {
  readonly scoring: ScoringConfig;
  /** Where the site is, for alerts. */
  readonly site?: { readonly latitude: number; readonly longitude: number };
  /** Shards of both streams. One takes 1,000 records or 1 MiB a second. */
  readonly shardCount?: number;
  /** Whether the streams have that many shards or as many as AWS finds right; provisioned unless said. */
  readonly streamMode?: Stream['mode'];
  /** Addresses that alerts are mailed to. */
  readonly emails?: readonly string[];
  /** URLs that alerts are posted to. */
  readonly webhooks?: readonly string[];
  /** Whether files that devices upload are taken too: `health-files.ts`. Not unless said. */
  readonly healthFiles?: boolean;
}

/** Names of the parts, for whoever looks at them from outside. */
export const NAMES = {
  telemetryStream: 'telemetry',
  scoredStream: 'scored',
  scoreFunction: 'score',
  alertFunction: 'alert',
  alertsTable: 'alerts',
  alertsByDevice: 'by-device',
  stateTable: 'device-state',
  snapshotTable: 'detector-snapshots',
  alertTopic: 'alerts',
  operationsTopic: 'operations',
  unscoredQueue: 'unscored-records',
  unalertedQueue: 'unalerted-records',
  ruleErrorQueue: 'rule-errors',
} as const;

const STREAM_RETENTION_HOURS = 24;
/** Longest that SQS keeps a message: 14 days, to look into what went wrong. */
const FAILURE_RETENTION_SECONDS = 14 * 24 * 3_600;
/** Longest that an environment holds detectors of devices that went elsewhere. */
const DEVICES_IN_MEMORY_MAX = 2_000;
/**
 * Records between two snapshots of a detector: with 128, half a kilobyte to 5 KB of journal a state
 * and a snapshot of about 100 KB cost the same in write units; a cold start replays 64 on average.
 */
export const SNAPSHOT_EVERY = 128;
const LOCAL_ADDRESS = 'maintenance@example.com';

/**
 * The pipeline: telemetry rule → `telemetry` stream → score → `scored` stream → alert → `alerts`
 * table and topic. Whatever fails for good is kept in a queue with its reason.
 */
export function pmSimStack(options: PmSimStackOptions): Stack {
  const parts = partsOf(options);
  return { ...parts, alarms: alarmsFor(parts, NAMES.operationsTopic) };
}

function partsOf(options: PmSimStackOptions): Omit<Stack, 'alarms'> {
  const { shardCount = 1, emails = [LOCAL_ADDRESS], webhooks = [] } = options;
  const { streamMode = 'PROVISIONED' } = options;
  const stream = {
    mode: streamMode,
    shardCount,
    retentionHours: STREAM_RETENTION_HOURS,
  };
  const files = options.healthFiles === true ? healthParts(options) : NO_FILES;
  return {
    name: 'pm-sim',
    streams: [
      { name: NAMES.telemetryStream, ...stream },
      { name: NAMES.scoredStream, ...stream },
    ],
    tables: [...TABLES, ...files.tables],
    topics: [
      { name: NAMES.alertTopic, displayName: 'pm-sim alerts' },
      // For those who run the pipeline, not those who mend machines.
      { name: NAMES.operationsTopic, displayName: 'pm-sim operations' },
    ],
    queues: [...QUEUES, ...files.queues],
    buckets: files.buckets,
    functions: [scoreFunction(options), alertFunction(options), ...files.functions],
    mappings: MAPPINGS,
    subscriptions: [...emails.map(emailSubscription), ...webhooks.map(webhookSubscription)],
    rules: [
      {
        name: 'pm_sim_telemetry',
        description: 'Telemetry of all devices into the stream, one partition a device',
        sql: `SELECT * FROM '${fleetTopicFilter('telemetry')}'`,
        sqlVersion: '2016-03-23',
        actions: [
          {
            kinesis: {
              streamName: NAMES.telemetryStream,
              partitionKey: `\${topic(${DEVICE_SEGMENT})}`,
            },
          },
        ],
        errorAction: { sqs: { queue: NAMES.ruleErrorQueue } },
      },
    ],
  };
}

type HealthParts = ReturnType<typeof healthFileParts>;

const NO_FILES: HealthParts = { tables: [], queues: [], buckets: [], functions: [] };

function healthParts({ scoring, site }: PmSimStackOptions): HealthParts {
  return healthFileParts({
    scoring,
    ...(site === undefined ? {} : { site }),
    alertsTable: NAMES.alertsTable,
    alertTopic: NAMES.alertTopic,
    failureRetentionSeconds: FAILURE_RETENTION_SECONDS,
  });
}

const QUEUES = [NAMES.unscoredQueue, NAMES.unalertedQueue, NAMES.ruleErrorQueue].map((name) => ({
  name,
  retentionSeconds: FAILURE_RETENTION_SECONDS,
}));

const TABLES: readonly Table[] = [
  {
    name: NAMES.alertsTable,
    partitionKey: { name: 'id', type: 'S' },
    indexes: [
      {
        name: NAMES.alertsByDevice,
        partitionKey: { name: 'device', type: 'S' },
        sortKey: { name: 'openedAt', type: 'N' },
      },
    ],
  },
  { name: NAMES.stateTable, partitionKey: { name: 'device', type: 'S' }, indexes: [] },
  {
    name: NAMES.snapshotTable,
    partitionKey: { name: 'device', type: 'S' },
    sortKey: { name: 'slot', type: 'N' },
    indexes: [],
  },
];

/**
 * Few retries and bisecting: a record that cannot be handled is out of the way within seconds. A
 * thousand records a batch let a backlog be worked off with one state write a device instead of ten.
 */
const MAPPING = {
  startingPosition: { type: 'TRIM_HORIZON' },
  batchSize: 1_000,
  maximumBatchingWindowSeconds: 0,
  parallelizationFactor: 1,
  maximumRetryAttempts: 3,
  maximumRecordAgeSeconds: -1,
  bisectBatchOnFunctionError: true,
  reportBatchItemFailures: true,
} as const;

const MAPPINGS: readonly EventSourceMapping[] = [
  {
    ...MAPPING,
    id: 'telemetry-to-score',
    stream: NAMES.telemetryStream,
    functionName: NAMES.scoreFunction,
    onFailureQueue: NAMES.unscoredQueue,
  },
  {
    ...MAPPING,
    id: 'scored-to-alert',
    stream: NAMES.scoredStream,
    functionName: NAMES.alertFunction,
    onFailureQueue: NAMES.unalertedQueue,
  },
];

function scoreFunction({ scoring }: PmSimStackOptions): StackFunction {
  return {
    name: NAMES.scoreFunction,
    handler: 'score',
    timeoutSeconds: 60,
    memoryMb: 1_024,
    environment: {
      SCORING: JSON.stringify(scoring),
      SCORED_STREAM: { streamName: NAMES.scoredStream },
      STATE_TABLE: { tableName: NAMES.stateTable },
      SNAPSHOT_TABLE: { tableName: NAMES.snapshotTable },
      SNAPSHOT_EVERY: `${SNAPSHOT_EVERY}`,
      DEVICES_IN_MEMORY_MAX: `${DEVICES_IN_MEMORY_MAX}`,
    },
    uses: {
      writesStreams: [NAMES.scoredStream],
      tables: [
        { table: NAMES.stateTable, operations: ['BatchGetItem', 'BatchWriteItem'] },
        { table: NAMES.snapshotTable, operations: ['BatchGetItem', 'PutItem'] },
      ],
      topics: [],
    },
  };
}

function alertFunction({ site }: PmSimStackOptions): StackFunction {
  return {
    name: NAMES.alertFunction,
    handler: 'alert',
    timeoutSeconds: 30,
    memoryMb: 256,
    environment: {
      ALERTS_TABLE: { tableName: NAMES.alertsTable },
      ALERT_TOPIC_ARN: { topicArn: NAMES.alertTopic },
      ...(site === undefined ? {} : { SITE: `${site.latitude},${site.longitude}` }),
    },
    uses: {
      writesStreams: [],
      tables: [{ table: NAMES.alertsTable, operations: ['PutItem', 'GetItem', 'UpdateItem'] }],
      topics: [NAMES.alertTopic],
    },
  };
}

function emailSubscription(endpoint: string): Subscription {
  return { topic: NAMES.alertTopic, protocol: 'email', endpoint };
}

function webhookSubscription(endpoint: string): Subscription {
  const protocol = endpoint.startsWith('https:') ? 'https' : 'http';
  return { topic: NAMES.alertTopic, protocol, endpoint };
}
