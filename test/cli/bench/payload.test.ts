import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPayloads, readStamp } from '../../../src/cli/bench/payload.ts';

describe('payloads of a measurement', () => {
  it('have the length asked for, and say whose they are, which, and when they were due', () => {
    const stamp = fc.record({
      connection: fc.nat(99_999),
      seq: fc.nat(1e9),
      dueAt: fc.nat(1e9).map((us) => us / 1_000),
    });
    fc.assert(
      fc.property(stamp, fc.integer({ min: 48, max: 2_000 }), (asked, bytes) => {
        const payload = Buffer.from(createPayloads(bytes)(asked));
        expect(payload).toHaveLength(bytes);
        expect(readStamp(payload)).toEqual(asked);
      }),
    );
  });

  it.each(['', 'x', '1 2', '1 b 3 |', ' 1 2 3 '])(
    'of somebody else, "%s", are not ours',
    (text) => {
      const { connection, seq, dueAt } = readStamp(Buffer.from(text));
      expect([connection, seq, dueAt].some((value) => Number.isNaN(value))).toBe(true);
    },
  );
});
