import { describe, expect, it } from 'vitest';
import { tolerantAmount, tolerantDate } from '../../../src/simulator/replay/tolerant.ts';

describe('a date of a shop export', () => {
  it.each([
    ['02.03.2026 14:05:09.123', '2026-03-02 14:05:09.123'],
    ['2.3.2026', '2026-03-02'],
    ['02 Mar 2026 9:05', '2026-03-02 09:05'],
    ['14-March-2026', '2026-03-14'],
  ])('%s is %s', (text, expected) => {
    expect(tolerantDate(text)).toBe(expected);
  });

  it.each([
    ['3/2/2026 2:05 PM'],
    ['2026-03-02T14:05:09Z'],
    ['1772460309123'],
    ['02 Foo 2026'],
    [7],
  ])('%s stays as it is', (value) => {
    expect(tolerantDate(value)).toBe(value);
  });
});

describe('an amount of a shop export', () => {
  it.each([
    ['$1,234.50', '1234.50'],
    [' 1234.5 USD ', '1234.5'],
    ['USD  41', '41'],
    ['1.234.567,50 €', '1234567.50'],
    ['12,50', '12.50'],
    ['-3.00', '-3.00'],
  ])('%j is %s', (text, expected) => {
    expect(tolerantAmount(text)).toBe(expected);
  });

  it.each([['12,5'], ['1,23,4'], ['three'], ['$'], [''], [12.5], [null]])(
    '%j stays as it is',
    (value) => {
      expect(tolerantAmount(value)).toBe(value);
    },
  );
});
