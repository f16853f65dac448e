import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteText } from '../../src/telemetry/byte-text.ts';
import { encodeReading } from '../../src/telemetry/message.ts';
import { createReadingWriter } from '../../src/telemetry/reading-bytes.ts';
import { reading, value } from './arbitrary-reading.ts';

function written(write: (to: ByteText) => void, capacity = 16): string {
  const to = new ByteText(capacity);
  write(to);
  return Buffer.from(to.take()).toString();
}

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
