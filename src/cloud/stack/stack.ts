import type { ShardStart, TopicRule } from './rule.ts';

/**
 * The pipeline as data: what the twin wires and what a template describes. Parts refer to each other
 * by name; ARNs and URLs are made by whoever wires them. Settings carry the names and units of AWS.
 */
export interface Stack {
  readonly name: string;
  readonly streams: readonly Stream[];
  readonly tables: readonly Table[];
  readonly topics: readonly Topic[];
  readonly queues: readonly Queue[];
  readonly buckets: readonly Bucket[];
  readonly functions: readonly StackFunction[];
  readonly mappings: readonly EventSourceMapping[];
  readonly subscriptions: readonly Subscription[];
  readonly rules: readonly TopicRule[];
  readonly alarms: readonly Alarm[];
}

export interface Stream {
  readonly name: string;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  /** Open shards at creation; a stream on demand starts with 4 on AWS whatever is said here. */
  readonly shardCount: number;
  readonly retentionHours: number;
}

interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N';
}

export interface Table {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly indexes: readonly TableIndex[];
  /** Attribute with the expiry in seconds since the epoch. */
  readonly ttlAttribute?: string;
}

export interface TableIndex {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

interface Topic {
  readonly name: string;
  readonly displayName: string;
}

export interface Queue {
  readonly name: string;
  readonly retentionSeconds: number;
}

export interface Bucket {
  readonly name: string;
  /** Objects are removed after as many days. */
  readonly expireAfterDays: number;
  /** Who is told of objects that were put. */
  readonly notifications: readonly BucketNotification[];
}

interface BucketNotification {
  /** Stable identity: the `configurationId` of its events. */
  readonly id: string;
  /** Function that is invoked, asynchronously, for every object created. */
  readonly functionName: string;
}

/** A text, or something that is only known once the stack stands. */
export type EnvironmentValue =
  | string
  | { readonly topicArn: string }
  /** The full name of a stream, table or bucket, which on AWS begins with that of the stack. */
  | { readonly streamName: string }
  | { readonly bucketName: string }
  | { readonly tableName: string };

/** An operation of DynamoDB on items, as its API and its permissions call it. */
type TableOperation = 'GetItem' | 'PutItem' | 'UpdateItem' | 'BatchGetItem' | 'BatchWriteItem';

/** Which handler a function runs; one file each under `cloud/handlers`. */
export type HandlerName = 'score' | 'alert' | 'ingest';

export interface StackFunction {
  readonly name: string;
  readonly handler: HandlerName;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** At most 4 KB in all (Lambda quotas, "Environment variables"). */
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
  /** What the function may touch, by name: the source of its permissions. */
  readonly uses: {
    readonly writesStreams: readonly string[];
    readonly tables: readonly TableUse[];
    readonly topics: readonly string[];
    readonly buckets?: readonly BucketUse[];
  };
  /** Queue that is told of events that failed for good, where a service invokes it asynchronously. */
  readonly asyncFailureQueue?: string;
}

/** What a function does with the objects of a bucket. */
interface BucketUse {
  readonly bucket: string;
  readonly operations: readonly ('GetObject' | 'PutObject')[];
}

interface TableUse {
  readonly table: string;
  readonly operations: readonly TableOperation[];
}

export interface EventSourceMapping {
  /** Stable identity: checkpoints are kept under it. */
  readonly id: string;
  readonly stream: string;
  readonly functionName: string;
  readonly startingPosition: ShardStart;
  /** 1 to 10,000. */
  readonly batchSize: number;
  /** 0 to 300. */
  readonly maximumBatchingWindowSeconds: number;
  /** 1 to 10. */
  readonly parallelizationFactor: number;
  /** -1 (until the record expires) to 10,000. */
  readonly maximumRetryAttempts: number;
  /** -1 (no limit), or 60 to 604,800. */
  readonly maximumRecordAgeSeconds: number;
  readonly bisectBatchOnFunctionError: boolean;
  readonly reportBatchItemFailures: boolean;
  /** Queue that is told of discarded records. */
  readonly onFailureQueue?: string;
}

/** Rings when the metric was above the limit in each of the last minutes; no data is no breach. */
export interface Alarm {
  readonly id: string;
  /** What it means, for whoever is told. */
  readonly description: string;
  readonly metric: AlarmMetric;
  readonly statistic: 'Sum' | 'Maximum';
  readonly above: number;
  /** Minutes in a row that are above before it rings. */
  readonly minutes: number;
  /** Topic that is told when it rings and when it is over. */
  readonly topic: string;
}

/** A metric that services emit by themselves, on the twin as on AWS, of one part of the stack. */
export type AlarmMetric =
  | {
      readonly namespace: 'AWS/Lambda';
      readonly name: 'Invocations' | 'Errors' | 'Throttles' | 'Duration' | 'IteratorAge';
      readonly functionName: string;
    }
  | {
      readonly namespace: 'AWS/Kinesis';
      readonly name:
        | 'IncomingRecords'
        | 'IncomingBytes'
        | 'WriteProvisionedThroughputExceeded'
        | 'GetRecords.IteratorAgeMilliseconds';
      readonly stream: string;
    }
  | {
      readonly namespace: 'AWS/SQS';
      readonly name: 'ApproximateNumberOfMessagesVisible';
      readonly queue: string;
    }
  | { readonly namespace: 'AWS/IoT'; readonly name: 'ParseError'; readonly rule: string }
  | {
      readonly namespace: 'AWS/IoT';
      readonly name: 'Failure';
      readonly rule: string;
      readonly actionType: 'Kinesis';
    };

export type Subscription =
  | { readonly topic: string; readonly protocol: 'email'; readonly endpoint: string }
  | { readonly topic: string; readonly protocol: 'http' | 'https'; readonly endpoint: string }
  | { readonly topic: string; readonly protocol: 'lambda'; readonly functionName: string }
  | { readonly topic: string; readonly protocol: 'sqs'; readonly queue: string };
