import type { KinesisEvent, KinesisEventRecord } from '../../../handlers/lambda.ts';

/**
 * A batch as columns: a message between threads copies a few arrays of texts several times faster than
 * a thousand records of a dozen fields each, most of which say the same.
 */
export interface PackedEvent {
  /** The first record, for what all of one shard have in common; undefined when there is none. */
  readonly pattern: KinesisEventRecord | undefined;
  readonly partitionKeys: readonly string[];
  readonly sequenceNumbers: readonly string[];
  /** Base64. */
  readonly data: readonly string[];
  readonly arrivals: readonly number[];
  readonly ids: readonly string[];
}

/** All records are of one shard, as in every event of a mapping. */
export function packEvent({ Records: records }: KinesisEvent): PackedEvent {
  return {
    pattern: records[0],
    partitionKeys: records.map(({ kinesis }) => kinesis.partitionKey),
    sequenceNumbers: records.map(({ kinesis }) => kinesis.sequenceNumber),
    data: records.map(({ kinesis }) => kinesis.data),
    arrivals: records.map(({ kinesis }) => kinesis.approximateArrivalTimestamp),
    ids: records.map(({ eventID }) => eventID),
  };
}

export function unpackEvent(packed: PackedEvent): KinesisEvent {
  const { pattern } = packed;
  if (pattern === undefined) return { Records: [] };
  return {
    Records: packed.ids.map((eventID, at) => ({
      ...pattern,
      eventID,
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: packed.partitionKeys[at] as string,
        sequenceNumber: packed.sequenceNumbers[at] as string,
        data: packed.data[at] as string,
        approximateArrivalTimestamp: packed.arrivals[at] as number,
      },
    })),
  };
}
