import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMessage, encodeReading } from '../../src/telemetry/message.ts';
import { createMessageWriter } from '../../src/telemetry/message-bytes.ts';
import { reading } from './arbitrary-reading.ts';

const note = fc.option(
  fc.record(
    { keptBy: fc.string({ unit: 'binary' }), score: fc.double({ noNaN: true, min: 0, max: 20 }) },
    { requiredKeys: ['keptBy'] },
  ),
  { nil: undefined },
);
const seq = fc.integer({ min: 1, max: 2 ** 40 });
const boot = fc.constantFrom('b1', 'bmabc"');

const readingOf = (length: number) => ({
  device: 'd',
  site: 's'.repeat(length),
  type: 't',
  serial: '1',
  ts: 1,
  metrics: { x: 1.5 },
});

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('writing messages as bytes', () => {
  it('gives the bytes of the canonical JSON of reading and message, however they change', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(reading, seq, note), { maxLength: 4 }),
        boot,
        (all, started) => {
          const writer = createMessageWriter(started);
          for (const [one, number, edge] of all) {
            expect(textOf(writer.line(one))).toBe(`${encodeReading(one)}\n`);
            const message = { ...one, seq: number, boot: started };
            const noted = edge === undefined ? message : { ...message, edge };
            expect(textOf(writer.message(number, edge))).toBe(encodeMessage(noted));
          }
        },
      ),
    );
  });

  it('has room for a reading of any length, and for those after it', () => {
    const writer = createMessageWriter('b1');
    for (const length of [1, 16_000, 17_000, 200_000, 1, 60_000]) {
      expect(textOf(writer.line(readingOf(length)))).toBe(`${encodeReading(readingOf(length))}\n`);
      const message = { ...readingOf(length), seq: 7, boot: 'b1' };
      expect(textOf(writer.message(7))).toBe(encodeMessage(message));
      expect(textOf(writer.message(8))).toBe(encodeMessage({ ...message, seq: 8 }));
    }
  });
});
