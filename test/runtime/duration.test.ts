import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PmSimError } from '../../src/runtime/errors.ts';
import { formatDuration, parseDuration } from '../../src/runtime/duration.ts';

/** The number of milliseconds, or the code of the refusal. */
function outcome(text: string): string {
  try {
    return String(parseDuration(text));
  } catch (error) {
    return (error as PmSimError).code;
  }
}

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1h30m', 5_400_000],
    [' 2h ', 7_200_000],
  ])('reads %s as %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '10', 's', '10 s', '-5s', '5x', '10s!', 'h2', '1h,5m'])('refuses "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow(`"${text}" is not a duration.`);
  });

  it('never gives anything but a finite, non-negative number', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(outcome(text)).toMatch(/^(\d|duration\/invalid$)/);
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [450, '450ms'],
    [1_240, '1.2s'],
    [65_000, '1m 5s'],
    [5_400_000, '1h 30m'],
    [90_061_000, '1d 1h'],
    [60_000, '1m'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
