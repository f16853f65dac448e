import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  TAG,
  bitString,
  element,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  time,
  utf8String,
} from '../../../src/cloud/x509/der.ts';
import {
  readBitString,
  readChildren,
  readElement,
  readObjectIdentifier,
  readSequence,
  readTime,
} from '../../../src/cloud/x509/der-reader.ts';
import { PmSimError } from '../../../src/runtime/errors.ts';

describe('writing DER', () => {
  it('writes the object identifier of the X.690 example with its two-octet arcs', () => {
    expect(objectIdentifier('1.2.840.113549').toString('hex')).toBe('06062a864886f70d');
  });

  it('keeps integers positive and without padding', () => {
    expect(integer(Buffer.from([0x00, 0x00, 0x7f])).toString('hex')).toBe('02017f');
    expect(integer(Buffer.from([0x80])).toString('hex')).toBe('02020080');
    expect(integer(Buffer.from([0x00])).toString('hex')).toBe('020100');
  });

  it('uses the long form of length from 128 octets on', () => {
    expect(octetString(Buffer.alloc(127)).subarray(0, 2).toString('hex')).toBe('047f');
    expect(octetString(Buffer.alloc(128)).subarray(0, 3).toString('hex')).toBe('048180');
    expect(octetString(Buffer.alloc(300)).subarray(0, 4).toString('hex')).toBe('0482012c');
  });

  it('writes UTCTime through 2049 and GeneralizedTime from 2050, in whole seconds', () => {
    expect(
      time(Date.UTC(2049, 11, 31, 23, 59, 59, 999))
        .toString('latin1')
        .slice(2),
    ).toBe('491231235959Z');
    expect(time(Date.UTC(2050, 0, 1))[0]).toBe(TAG.generalizedTime);
    expect(
      time(Date.UTC(2050, 0, 1))
        .toString('latin1')
        .slice(2),
    ).toBe('20500101000000Z');
  });
});

describe('reading DER', () => {
  it('gives back what was written, for any contents and nesting', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 8 }), (parts) => {
        const members = readChildren(
          readElement(sequence(...parts.map((part) => octetString(part)))),
        );
        expect(members.map((member) => [...member.contents])).toEqual(
          parts.map((part) => [...part]),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('reads times back, from both types', () => {
    const second = fc.integer({
      min: Date.UTC(1950, 0, 1) / 1_000,
      max: Date.UTC(2150, 0, 1) / 1_000,
    });
    fc.assert(
      fc.property(second, (at) => {
        expect(readTime(readElement(time(at * 1_000)))).toBe(at * 1_000);
      }),
    );
    expect(() => readTime(readElement(utf8String('20260101000000Z')))).toThrow('no time');
  });

  it('reads object identifiers back', () => {
    for (const dotted of ['2.5.4.3', '1.2.840.10045.4.3.2', '0.9.2342.19200300.100.1.1']) {
      expect(readObjectIdentifier(readElement(objectIdentifier(dotted)))).toBe(dotted);
    }
  });

  it.each([
    ['nothing at all', Buffer.alloc(0)],
    ['a tag without a length', Buffer.from([0x30])],
    ['a length beyond the end', Buffer.from([0x30, 0x05, 0x01])],
    ['an indefinite length', Buffer.from([0x30, 0x80, 0x00, 0x00])],
    ['a length of five octets', Buffer.from([0x30, 0x85, 0, 0, 0, 0, 1, 0])],
    ['a length cut off', Buffer.from([0x30, 0x82, 0x01])],
    ['bytes after the end', Buffer.from([0x05, 0x00, 0x00])],
  ])('refuses %s', (_, bytes) => {
    expect(() => readElement(bytes)).toThrow(expect.objectContaining({ code: 'x509/malformed' }));
  });

  it('never fails in another way, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(failureOf(() => readSequence(readElement(bytes), 1))).toBe('none or PmSimError');
      }),
      { numRuns: 500 },
    );
  });

  it('names the tag that it found instead of the expected one', () => {
    expect(() => readSequence(readElement(utf8String('x')), 0)).toThrow('tag 0xc');
    expect(() => readSequence(undefined, 0)).toThrow('nothing');
    expect(() => readSequence(readElement(sequence()), 1)).toThrow('fewer members');
  });

  it('refuses a bit string that does not fill its octets', () => {
    expect(() => readBitString(readElement(bitString(Buffer.from([8]), 3)))).toThrow('fill');
    expect([...readBitString(readElement(element(TAG.bitString, Buffer.from([0, 7]))))]).toEqual([
      7,
    ]);
  });
});

function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof PmSimError)) return String(error);
  }
  return 'none or PmSimError';
}
