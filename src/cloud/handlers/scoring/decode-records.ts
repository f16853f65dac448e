import { PmSimError } from '../../../runtime/errors.ts';
import { decodeMessage, type TelemetryMessage } from '../../../telemetry/message.ts';
import { shardOf, type KinesisEventRecord } from '../lambda.ts';

/** A message with its place in the stream. */
export interface ArrivedMessage {
  readonly message: TelemetryMessage;
  readonly shardId: string;
  readonly sequenceNumber: string;
}

export interface PoisonedRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly reason: unknown;
}

export interface DecodedRecords {
  /** In stream order. */
  readonly messages: readonly ArrivedMessage[];
  readonly poisoned: readonly PoisonedRecord[];
}

/** Sorts a batch into messages and records that will never be one. */
export function decodeRecords(records: readonly KinesisEventRecord[]): DecodedRecords {
  const messages: ArrivedMessage[] = [];
  const poisoned: PoisonedRecord[] = [];
  for (const record of records) {
    const { partitionKey, sequenceNumber } = record.kinesis;
    try {
      const message = messageOf(record);
      messages.push({ message, shardId: shardOf(record), sequenceNumber });
    } catch (reason) {
      poisoned.push({ sequenceNumber, partitionKey, reason });
    }
  }
  return { messages, poisoned };
}

/** The partition key is the publisher's name, by the rule; a payload may not speak for another. */
function messageOf(record: KinesisEventRecord): TelemetryMessage {
  const message = decodeMessage(Buffer.from(record.kinesis.data, 'base64'));
  const { partitionKey } = record.kinesis;
  if (message.device === partitionKey) return message;
  throw new PmSimError(
    'message/invalid',
    `Field device_id: expected the publisher "${partitionKey}", got "${message.device}".`,
  );
}
