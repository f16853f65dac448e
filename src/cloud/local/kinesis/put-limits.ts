import { AwsFault } from '../service.ts';
import { hexHashKey, parseHashKey, type HexHashKey } from './hash-key.ts';
import type { PutEntry } from './kinesis-engine.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const PUT_RECORDS_MAX = 500;
const PARTITION_KEY_CHARS_MAX = 256;

const KIB = 1024;
const MIB = 1024 * KIB;
/** A stream takes records of 1 MiB unless UpdateMaxRecordSize allowed more, up to 10 MiB. */
export const RECORD_KIB_DEFAULT = 1024;

/**
 * Data and partition keys of one PutRecords call. AWS raised it from 5 to 10 MiB together with
 * large records; the twin keeps to 5 MiB until large records are allowed on the stream, so that what
 * passes here passes on AWS.
 */
function putRecordsBytesMax(recordKibMax: number): number {
  return recordKibMax > RECORD_KIB_DEFAULT ? 10 * MIB : 5 * MIB;
}

/** Throws the fault that AWS answers when one call carries too much or too many; else its size. */
export function checkBatch(entries: readonly PutEntry[], recordKibMax: number): number {
  if (entries.length < 1 || entries.length > PUT_RECORDS_MAX) {
    throw validation(
      `Value at 'records' failed to satisfy constraint: Member must have length between 1 and ${PUT_RECORDS_MAX}, has ${entries.length}`,
    );
  }
  let bytes = 0;
  for (const entry of entries) bytes += checkEntry(entry, recordKibMax);
  const bytesMax = putRecordsBytesMax(recordKibMax);
  if (bytes <= bytesMax) return bytes;
  throw new AwsFault(
    'InvalidArgumentException',
    `Records size exceeds ${bytesMax / MIB} MB limit: the call carries ${bytes} bytes.`,
  );
}

/** Throws for a record that AWS would not take; returns its size as AWS counts it. */
export function checkEntry(entry: PutEntry, recordKibMax: number): number {
  const { partitionKey, data } = entry;
  if (partitionKey.length < 1 || partitionKey.length > PARTITION_KEY_CHARS_MAX) {
    throw validation(
      `Value at 'partitionKey' failed to satisfy constraint: Member must have length between 1 and ${PARTITION_KEY_CHARS_MAX}, has ${partitionKey.length}`,
    );
  }
  const bytes = data.length + Buffer.byteLength(partitionKey);
  if (bytes > recordKibMax * KIB) {
    throw validation(
      `Value at 'data' failed to satisfy constraint: Member must have length less than or equal to ${recordKibMax * KIB}; data and partition key have ${bytes} bytes`,
    );
  }
  return bytes;
}

/** The hash key that an entry asks for itself. Throws when it is no 128-bit decimal number. */
export function explicitKey(decimal: string): HexHashKey {
  const key = parseHashKey(decimal);
  if (key !== undefined) return hexHashKey(key);
  throw new AwsFault(
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${decimal}`,
  );
}

function validation(text: string): AwsFault {
  return new AwsFault('ValidationException', `1 validation error detected: ${text}`);
}
