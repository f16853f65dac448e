import * as crypto from 'node:crypto';

/** First value behind the space of hash keys, which are 128-bit unsigned integers. */
export const HASH_KEY_END = 2n ** 128n;

/** Hash keys inside the engine: 32 hexadecimal digits, which compare as text like the numbers. */
export type HexHashKey = string;

/**
 * Where a partition key falls: the MD5 of its UTF-8 bytes.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
 */
export function hashKeyOf(partitionKey: string): HexHashKey {
  return crypto.hash('md5', partitionKey, 'hex');
}

export function hexHashKey(key: bigint): HexHashKey {
  return key.toString(16).padStart(32, '0');
}

/** A decimal hash key as AWS takes it; undefined when it is not one. */
export function parseHashKey(decimal: string): bigint | undefined {
  if (!/^(0|[1-9]\d{0,38})$/.test(decimal)) return undefined;
  const key = BigInt(decimal);
  return key < HASH_KEY_END ? key : undefined;
}

/** The `count` + 1 borders that cut the space into equal ranges, the last one excluded. */
export function evenBorders(count: number): readonly bigint[] {
  return Array.from({ length: count + 1 }, (_, i) => (HASH_KEY_END * BigInt(i)) / BigInt(count));
}
