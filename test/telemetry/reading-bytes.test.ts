import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteText } from '../../src/telemetry/byte-text.ts';
import { encodeReading } from '../../src/telemetry/message.ts';
import { createReadingWriter } from '../../src/telemetry/reading-bytes.ts';

function written(write: (to: ByteText) => void, capacity = 16): string {
  const to = new ByteText(capacity);
  write(to);
  return Buffer.from(to.take()).toString();
}

/** Of all kinds: as sensors round them, whole, large, small, and any. */
const value = fc.oneof(
  fc
    .tuple(fc.integer(), fc.integer({ min: 0, max: 9 }))
    .map(([digits, decimals]) => digits / 10 ** decimals),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(0, -0, 1e15, -1e15, 1e21, 1e-6, 1e-7, 0.1 + 0.2, 1 / 3, 2 ** 31, 2 ** 53),
);

const reading = fc.record(
  {
    device: fc.constantFrom('wt-001', 'wt-002'),
    site: fc.string({ unit: 'binary' }),
    type: fc.constantFrom('pump', 'a "b"'),
    serial: fc.constantFrom('S1', 'S2'),
    ts: fc.integer({ min: 0, max: 8.64e15 }),
    metrics: fc.dictionary(fc.string({ unit: 'grapheme' }), value, { noNullPrototype: true }),
    quality: fc.constantFrom('uncertain' as const, 'bad' as const),
  },
  { requiredKeys: ['device', 'site', 'type', 'serial', 'ts', 'metrics'] },
);

describe('writing readings as bytes', () => {
  it('gives the bytes of the canonical JSON, whatever the values and however they change', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 4 }), (readings) => {
        const text = written((to) => {
          const write = createReadingWriter(to);
          for (const one of readings) write(one);
        });
        expect(text).toBe(readings.map(encodeReading).join(''));
      }),
    );
  });

  it('writes a number as JSON does', () => {
    fc.assert(
      fc.property(value, (number) => {
        fc.pre(Number.isFinite(number));
        expect(written((to) => to.number(number))).toBe(JSON.stringify(number));
      }),
      { numRuns: 2_000 },
    );
  });

  it('begins anew after its bytes were taken, which do not change any more', () => {
    const to = new ByteText(4);
    to.text('naïve');
    const taken = to.take();
    to.padded(7, 3);
    expect(Buffer.from(taken).toString()).toBe('naïve');
    expect(Buffer.from(to.take()).toString()).toBe('007');
  });
});
