import type { KinesisEvent, KinesisEventRecord } from '../../handlers/lambda.ts';
import type { KinesisRecord } from '../kinesis/kinesis-engine.ts';

/** Most bytes that one synchronous invocation carries (Lambda quotas, "Invocation payload"). */
export const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

/** Where the records of an event come from, as the event names it. */
export interface EventSource {
  readonly streamArn: string;
  readonly shardId: string;
  readonly region: string;
  /** Role of the function. */
  readonly roleArn: string;
}

/** The event that Lambda hands to a function for a batch of one shard. */
export function kinesisEvent(records: readonly KinesisRecord[], source: EventSource): KinesisEvent {
  return { Records: records.map((record) => eventRecord(record, source)) };
}

/** Bytes that the record takes in the event's JSON: base64 of its data and the fields around it. */
export function eventBytes(record: KinesisRecord): number {
  return Math.ceil(record.data.byteLength / 3) * 4 + record.partitionKey.length + FIELD_BYTES;
}

/** Names, ARNs, sequence numbers and punctuation of one record, generously. */
const FIELD_BYTES = 700;

function eventRecord(record: KinesisRecord, source: EventSource): KinesisEventRecord {
  const { data, partitionKey, sequenceNumber, arrivedAt } = record;
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
      approximateArrivalTimestamp: arrivedAt / 1_000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${source.shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: source.roleArn,
    awsRegion: source.region,
    eventSourceARN: source.streamArn,
  };
}
