import type { ScoringConfig } from './scoring-schema.ts';
import type { Bucket, Stack, StackFunction, Table } from './stack.ts';

/** Names of the parts that health files pass through. */
const HEALTH_NAMES = {
  rawBucket: 'raw',
  processedBucket: 'processed',
  quarantineBucket: 'quarantine',
  ingestFunction: 'ingest',
  productTable: 'product-state',
  productSnapshotTable: 'product-snapshots',
  historyTable: 'product-history',
  fileTable: 'ingested-files',
  failedQueue: 'uningested-files',
} as const;

/** The alerts that files lead to are those of the pipeline: its table and its topic. */
interface Alerting {
  readonly alertsTable: string;
  readonly alertTopic: string;
}

interface HealthFilesOptions extends Alerting {
  readonly scoring: ScoringConfig;
  readonly site?: { readonly latitude: number; readonly longitude: number };
  readonly failureRetentionSeconds: number;
}

/** Days that files are kept: originals for a quarter, what was made of them for a year and a bit. */
const RAW_DAYS = 90;
const PROCESSED_DAYS = 400;
/** What is set aside should be looked at within a month. */
const QUARANTINE_DAYS = 30;

type HealthParts = Pick<Stack, 'tables' | 'queues' | 'buckets' | 'functions'>;

/**
 * The path of health files: raw bucket → object created → ingest → state and history tables, processed
 * bucket, alerts; a file that cannot be read goes to the quarantine bucket with the reason.
 */
export function healthFileParts(options: HealthFilesOptions): HealthParts {
  return {
    tables: TABLES,
    queues: [{ name: HEALTH_NAMES.failedQueue, retentionSeconds: options.failureRetentionSeconds }],
    buckets: BUCKETS,
    functions: [ingestFunction(options)],
  };
}

const BUCKETS: readonly Bucket[] = [
  {
    name: HEALTH_NAMES.rawBucket,
    expireAfterDays: RAW_DAYS,
    notifications: [{ id: 'health-files', functionName: HEALTH_NAMES.ingestFunction }],
  },
  { name: HEALTH_NAMES.processedBucket, expireAfterDays: PROCESSED_DAYS, notifications: [] },
  { name: HEALTH_NAMES.quarantineBucket, expireAfterDays: QUARANTINE_DAYS, notifications: [] },
];

const TABLES: readonly Table[] = [
  { name: HEALTH_NAMES.productTable, partitionKey: { name: 'device', type: 'S' }, indexes: [] },
  {
    name: HEALTH_NAMES.productSnapshotTable,
    partitionKey: { name: 'device', type: 'S' },
    sortKey: { name: 'slot', type: 'N' },
    indexes: [],
  },
  {
    name: HEALTH_NAMES.historyTable,
    partitionKey: { name: 'device', type: 'S' },
    sortKey: { name: 'from', type: 'N' },
    indexes: [],
    ttlAttribute: 'expiresAt',
  },
  {
    name: HEALTH_NAMES.fileTable,
    partitionKey: { name: 'file', type: 'S' },
    indexes: [],
    ttlAttribute: 'expiresAt',
  },
];

function ingestFunction(options: HealthFilesOptions): StackFunction {
  const { scoring, site, alertsTable, alertTopic } = options;
  return {
    name: HEALTH_NAMES.ingestFunction,
    handler: 'ingest',
    // The largest file that is taken, on its first detector, takes a few seconds.
    timeoutSeconds: 60,
    memoryMb: 1_024,
    environment: {
      SCORING: JSON.stringify(scoring),
      PRODUCT_TABLE: { tableName: HEALTH_NAMES.productTable },
      SNAPSHOT_TABLE: { tableName: HEALTH_NAMES.productSnapshotTable },
      HISTORY_TABLE: { tableName: HEALTH_NAMES.historyTable },
      FILE_TABLE: { tableName: HEALTH_NAMES.fileTable },
      ALERTS_TABLE: { tableName: alertsTable },
      ALERT_TOPIC_ARN: { topicArn: alertTopic },
      PROCESSED_BUCKET: { bucketName: HEALTH_NAMES.processedBucket },
      QUARANTINE_BUCKET: { bucketName: HEALTH_NAMES.quarantineBucket },
      ...(site === undefined ? {} : { SITE: `${site.latitude},${site.longitude}` }),
    },
    uses: {
      writesStreams: [],
      tables: [
        { table: HEALTH_NAMES.productTable, operations: ['BatchGetItem', 'PutItem'] },
        { table: HEALTH_NAMES.productSnapshotTable, operations: ['BatchGetItem', 'PutItem'] },
        { table: HEALTH_NAMES.historyTable, operations: ['PutItem'] },
        { table: HEALTH_NAMES.fileTable, operations: ['GetItem', 'PutItem', 'UpdateItem'] },
        { table: alertsTable, operations: ['GetItem', 'PutItem', 'UpdateItem'] },
      ],
      topics: [alertTopic],
      buckets: [
        { bucket: HEALTH_NAMES.rawBucket, operations: ['GetObject'] },
        { bucket: HEALTH_NAMES.processedBucket, operations: ['PutObject'] },
        { bucket: HEALTH_NAMES.quarantineBucket, operations: ['PutObject'] },
      ],
    },
    asyncFailureQueue: HEALTH_NAMES.failedQueue,
  };
}
