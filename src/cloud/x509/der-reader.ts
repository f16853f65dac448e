import { PmSimError } from '../../runtime/errors.ts';
import { TAG } from './der.ts';

/** One element found in DER bytes; the views share the memory that was read. */
export interface DerElement {
  readonly tag: number;
  /** Tag, length and contents. */
  readonly whole: Buffer;
  readonly contents: Buffer;
}

/** Four length octets reach 4 GiB, far above anything that a request may carry. */
const LENGTH_OCTETS_MAX = 4;

/**
 * Reads exactly one element that fills `bytes`.
 * @throws PmSimError `x509/malformed`
 */
export function readElement(bytes: Uint8Array): DerElement {
  const buffer = asBuffer(bytes);
  const found = elementAt(buffer, 0);
  if (found.whole.length !== buffer.length) throw malformed('has bytes after its end');
  return found;
}

/** The members of a constructed element, in order. */
export function readChildren(parent: DerElement): DerElement[] {
  const children: DerElement[] = [];
  for (let at = 0; at < parent.contents.length;) {
    const child = elementAt(parent.contents, at);
    children.push(child);
    at += child.whole.length;
  }
  return children;
}

/** As `readChildren`, after checking that the element has the tag and at least `countMin` members. */
export function readSequence(parent: DerElement | undefined, countMin: number): DerElement[] {
  const children = readChildren(expectTag(parent, TAG.sequence));
  if (children.length < countMin) throw malformed('has fewer members than its type demands');
  return children;
}

function expectTag(found: DerElement | undefined, tag: number): DerElement {
  if (found?.tag === tag) return found;
  const actual = found === undefined ? 'nothing' : `tag 0x${found.tag.toString(16)}`;
  throw malformed(`has ${actual} where tag 0x${tag.toString(16)} belongs`);
}

/** Dotted decimal form of an OBJECT IDENTIFIER. */
export function readObjectIdentifier(found: DerElement | undefined): string {
  const octets = expectTag(found, TAG.objectIdentifier).contents;
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of octets) {
    arc = arc * 128 + (octet & 0x7f);
    if ((octet & 0x80) !== 0) continue;
    arcs.push(arc);
    arc = 0;
  }
  const first = Math.min(2, Math.floor((arcs[0] ?? 0) / 40));
  return [first, (arcs[0] ?? 0) - first * 40, ...arcs.slice(1)].join('.');
}

/** Contents of a BIT STRING whose bits fill whole octets, as signatures and keys do. */
export function readBitString(found: DerElement | undefined): Buffer {
  const { contents } = expectTag(found, TAG.bitString);
  if (contents[0] !== 0) throw malformed('has a bit string that does not fill its octets');
  return contents.subarray(1);
}

const TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/u;

/** UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 has them, ms since the epoch. */
export function readTime(found: DerElement | undefined): number {
  const [, year, month, day, hour, minute, second] = TIME.exec(digitsOf(found)) ?? [];
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(ms)) throw malformed('has no time where one belongs');
  return ms;
}

/** With four digits of the year: the two of UTCTime stand for 1950 to 2049. */
function digitsOf(found: DerElement | undefined): string {
  const digits = found?.contents.toString('latin1') ?? '';
  if (found?.tag === TAG.generalizedTime) return digits;
  if (found?.tag !== TAG.utcTime) return '';
  return `${digits < '50' ? '20' : '19'}${digits}`;
}

function elementAt(buffer: Buffer, start: number): DerElement {
  const tag = buffer[start];
  const first = buffer[start + 1];
  if (tag === undefined || first === undefined) throw malformed('ends early');
  const octets = first < 0x80 ? 0 : first & 0x7f;
  // 0x80 is BER's indefinite length, which DER forbids (X.690 §10.1).
  if (first === 0x80 || octets > LENGTH_OCTETS_MAX) throw malformed('has a length out of bounds');
  const contentStart = start + 2 + octets;
  if (contentStart > buffer.length) throw malformed('ends early');
  const length = octets === 0 ? first : buffer.readUIntBE(start + 2, octets);
  const end = contentStart + length;
  if (end > buffer.length) throw malformed('ends early');
  return {
    tag,
    whole: buffer.subarray(start, end),
    contents: buffer.subarray(contentStart, end),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function malformed(what: string): PmSimError {
  return new PmSimError('x509/malformed', `The DER structure ${what}.`, {
    hint: 'Send an unaltered PEM block, as openssl or pm-sim writes it.',
  });
}
