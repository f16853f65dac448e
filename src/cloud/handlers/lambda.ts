/**
 * The part of Lambda's programming model that the handlers use and the twin's runtime provides
 * (AWS Lambda developer guide, "Define Lambda function handler in Node.js", "Using the Lambda
 * context object", "Process Amazon Kinesis Data Streams records with Lambda").
 */
export interface LambdaContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Milliseconds left before the function is ended. */
  getRemainingTimeInMillis(): number;
}

export type LambdaHandler<Event = unknown, Result = unknown> = (
  event: Event,
  context: LambdaContext,
) => Promise<Result>;

export interface KinesisEventRecord {
  readonly kinesis: {
    readonly kinesisSchemaVersion: '1.0';
    readonly partitionKey: string;
    readonly sequenceNumber: string;
    /** Base64. */
    readonly data: string;
    /** Seconds since the epoch, with a fraction. */
    readonly approximateArrivalTimestamp: number;
  };
  readonly eventSource: 'aws:kinesis';
  readonly eventVersion: '1.0';
  /** `{shard id}:{sequence number}`. */
  readonly eventID: string;
  readonly eventName: 'aws:kinesis:record';
  readonly invokeIdentityArn: string;
  readonly awsRegion: string;
  readonly eventSourceARN: string;
}

export interface KinesisEvent {
  readonly Records: readonly KinesisEventRecord[];
}

/** What a function with `ReportBatchItemFailures` answers; an empty list is complete success. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Shard id of a record, from its event id. */
export function shardOf(record: KinesisEventRecord): string {
  return record.eventID.slice(0, record.eventID.indexOf(':'));
}
