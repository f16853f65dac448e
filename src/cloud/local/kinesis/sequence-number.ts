/**
 * The sequence numbers of one shard. Inside the engine a record is known by its ordinal (1, 2, 3 …
 * in the shard); outside by a 56-digit decimal like AWS's: `49`, the shard's creation time in
 * milliseconds (14 digits), the shard's index (8), the ordinal (32). A child shard is created after
 * its parents, so its numbers are greater; the fixed width lets texts compare like numbers.
 */
export interface SequenceNumbers {
  /** Ordinal 0 is the shard's starting sequence number, which no record bears. */
  of(ordinal: number): string;
  /** Undefined when the text is not a number of this shard. */
  ordinalOf(sequenceNumber: string): number | undefined;
}

const ORDINAL_DIGITS = 32;
/** Ordinals are safe integers: 16 digits are enough. */
const ORDINAL_DIGITS_USED = 16;

export function createSequenceNumbers(shard: {
  readonly index: number;
  readonly createdAt: number;
}): SequenceNumbers {
  const prefix =
    '49' +
    String(Math.floor(shard.createdAt)).padStart(14, '0') +
    String(shard.index).padStart(8, '0') +
    '0'.repeat(ORDINAL_DIGITS - ORDINAL_DIGITS_USED);
  return {
    of: (ordinal) => prefix + String(ordinal).padStart(ORDINAL_DIGITS_USED, '0'),
    ordinalOf(sequenceNumber) {
      if (!sequenceNumber.startsWith(prefix)) return undefined;
      const digits = sequenceNumber.slice(prefix.length);
      return /^\d{16}$/.test(digits) ? Number(digits) : undefined;
    },
  };
}
