import { AwsFault, type JsonInput, type JsonOperation } from '../../service.ts';
import type { KinesisEngine, PutEntry, PutOutcome } from '../kinesis-engine.ts';
import { PUT_RECORDS_MAX } from '../put-limits.ts';
import { streamNameOf } from './input.ts';

/** The two puts. They are read by hand: a schema would cost more than the put itself. */
export function putOperations(engine: KinesisEngine): Record<string, JsonOperation> {
  return {
    PutRecord(input) {
      const { shardId, sequenceNumber } = engine.putRecord(nameIn(input), entryOf(input, ''));
      return { ShardId: shardId, SequenceNumber: sequenceNumber, EncryptionType: 'NONE' };
    },
    PutRecords(input) {
      const name = nameIn(input);
      const records = input['Records'];
      if (!Array.isArray(records)) throw missing('records');
      if (records.length > PUT_RECORDS_MAX) throw tooMany(records.length);
      const entries = records.map((record: JsonInput, i) => entryOf(record, `records.${i + 1}.`));
      const outcomes = engine.putRecords(name, entries);
      return {
        FailedRecordCount: outcomes.filter((outcome) => 'errorCode' in outcome).length,
        Records: outcomes.map(resultEntry),
        EncryptionType: 'NONE',
      };
    },
  };
}

function resultEntry(outcome: PutOutcome): unknown {
  return 'errorCode' in outcome
    ? { ErrorCode: outcome.errorCode, ErrorMessage: outcome.errorMessage }
    : { SequenceNumber: outcome.sequenceNumber, ShardId: outcome.shardId };
}

function nameIn(input: JsonInput): string {
  const StreamName = optionalText(input, 'StreamName');
  return streamNameOf({ StreamName, StreamARN: optionalText(input, 'StreamARN') });
}

function entryOf(input: JsonInput | null, place: string): PutEntry {
  const partitionKey = optionalText(input ?? {}, 'PartitionKey');
  const data = optionalText(input ?? {}, 'Data');
  if (partitionKey === undefined) throw missing(`${place}partitionKey`);
  if (data === undefined) throw missing(`${place}data`);
  const explicitHashKey = optionalText(input ?? {}, 'ExplicitHashKey');
  return {
    partitionKey,
    data: decodeBase64(data),
    ...(explicitHashKey === undefined ? {} : { explicitHashKey }),
  };
}

/** Node's decoder skips what is not base64; a length that does not fit gives that away. */
function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  if (bytes.length === (text.length / 4) * 3 - padding) return bytes;
  throw new AwsFault('SerializationException', 'Data is not valid base64.');
}

function optionalText(input: JsonInput, member: string): string | undefined {
  const value = input[member];
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  throw new AwsFault('SerializationException', `${member} must be a string, is ${typeof value}.`);
}

function missing(member: string): AwsFault {
  return new AwsFault(
    'ValidationException',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

function tooMany(count: number): AwsFault {
  return new AwsFault(
    'ValidationException',
    `1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length less than or equal to ${PUT_RECORDS_MAX}, has ${count}`,
  );
}
