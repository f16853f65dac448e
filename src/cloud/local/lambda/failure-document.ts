import type { KinesisRecord } from '../kinesis/kinesis-engine.ts';

export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** A batch, or what is left of one, that a mapping gave up on. */
export interface DiscardedBatch {
  readonly records: readonly KinesisRecord[];
  readonly condition: DiscardCondition;
  readonly invokeCount: number;
  /** Request id of the last invocation. */
  readonly requestId: string;
  /** Absent when the function was never invoked, or answered with failed items. */
  readonly functionError?: string;
  readonly shardId: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly at: number;
}

/**
 * The document that an on-failure destination receives; it names the records, it does not hold them
 * (AWS Lambda developer guide, "Retain discarded batch records for a Kinesis Data Streams event
 * source in Lambda").
 */
export function failureDocument(batch: DiscardedBatch): Readonly<Record<string, unknown>> {
  const first = batch.records[0];
  const last = batch.records.at(-1);
  return {
    requestContext: {
      requestId: batch.requestId,
      functionArn: batch.functionArn,
      condition: batch.condition,
      approximateInvokeCount: batch.invokeCount,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...(batch.functionError === undefined ? {} : { functionError: batch.functionError }),
    },
    version: '1.0',
    timestamp: new Date(batch.at).toISOString(),
    KinesisBatchInfo: {
      shardId: batch.shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: isoTime(first),
      approximateArrivalOfLastRecord: isoTime(last),
      batchSize: batch.records.length,
      streamArn: batch.streamArn,
    },
  };
}

function isoTime(record: KinesisRecord | undefined): string | undefined {
  return record === undefined ? undefined : new Date(record.arrivedAt).toISOString();
}
