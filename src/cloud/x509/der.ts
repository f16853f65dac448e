/**
 * Distinguished Encoding Rules (ITU-T X.690), the part that X.509 certificates and PKCS #10
 * requests need. Every function returns one complete element: tag, length, contents.
 */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

/** One element with the given tag; the contents are the concatenation of `parts`. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const contentBytes = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([tag]), lengthOctets(contentBytes), ...parts]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(TAG.sequence, ...parts);
}

/** A SET with at most one member, so that DER's ordering of members never matters. */
export function setOf(member: Uint8Array): Buffer {
  return element(TAG.set, member);
}

/** Unsigned big-endian magnitude as INTEGER (X.690 §8.3): no padding, never read as negative. */
export function integer(magnitude: Uint8Array): Buffer {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start += 1;
  const digits = magnitude.subarray(start);
  const sign = ((digits[0] ?? 0) & 0x80) === 0 ? [] : [0];
  return element(TAG.integer, Buffer.from(sign), digits);
}

export function smallInteger(value: number): Buffer {
  return integer(Buffer.from([value]));
}

/** Dotted decimal as OBJECT IDENTIFIER (X.690 §8.19). */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap(base128);
  return element(TAG.objectIdentifier, Buffer.from(octets));
}

export function octetString(contents: Uint8Array): Buffer {
  return element(TAG.octetString, contents);
}

/** BIT STRING of `bits`, whose last octet has `unusedBits` low bits that do not count. */
export function bitString(bits: Uint8Array, unusedBits = 0): Buffer {
  return element(TAG.bitString, Buffer.from([unusedBits]), bits);
}

export function utf8String(text: string): Buffer {
  return element(TAG.utf8String, Buffer.from(text, 'utf8'));
}

/** Only TRUE is ever written: DER leaves out a value equal to its default. */
export function booleanTrue(): Buffer {
  return element(TAG.boolean, Buffer.from([0xff]));
}

/** `[number]`, constructed: EXPLICIT tagging, and IMPLICIT tagging of a SEQUENCE. */
export function contextConstructed(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return element(0xa0 | number, ...parts);
}

/** `[number]` IMPLICIT over a primitive type. */
export function contextPrimitive(number: number, contents: Uint8Array): Buffer {
  return element(0x80 | number, contents);
}

/**
 * An instant (ms since the epoch, cut to seconds) as RFC 5280 §4.1.2.5 wants it: UTCTime through
 * 2049, GeneralizedTime from 2050.
 */
export function time(ms: number): Buffer {
  const digits = new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/u, 'Z')
    .replaceAll(/[-:T]/gu, '');
  return digits < '2050'
    ? element(TAG.utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : element(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
}

function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) octets.unshift(rest & 0xff);
  return Buffer.from([0x80 | octets.length, ...octets]);
}

function base128(value: number): number[] {
  const octets = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) octets.unshift((rest & 0x7f) | 0x80);
  return octets;
}
