import { describe, expect, it } from 'vitest';
import { axisText, timeTicks, valueTicks } from '../../../src/cli/plot/ticks.ts';

const texts = (ticks: readonly { readonly text: string }[]): readonly string[] =>
  ticks.map(({ text }) => text);
const FROM = Date.UTC(2026, 2, 2, 8);

describe('marks of a time axis', () => {
  it.each([
    ['a minute', 60_000, ['08:00:00', '08:00:30', '08:01:00']],
    ['a day', 86_400_000, ['12:00', 'Tue 03']],
    ['a week', 7 * 86_400_000, ['Wed 04', 'Fri 06', 'Sun 08']],
    ['a year', 365 * 86_400_000, ['2026-03-08', '2026-06-06', '2026-09-04', '2026-12-03']],
  ])('are round in %s', (_, length, expected) => {
    expect(texts(timeTicks(FROM, FROM + length, expected.length + 1))).toEqual(expected);
  });
});

describe('marks of a value axis', () => {
  it.each([
    [0, 2_050, ['0', '500', '1,000', '1,500', '2,000']],
    [-0.3, 0.25, ['-0.2', '0.0', '0.2']],
    [0.029, 0.035, ['0.030', '0.032', '0.034']],
  ])('from %d to %d are round and told apart', (min, max, expected) => {
    expect(texts(valueTicks(min, max, 5))).toEqual(expected);
  });

  it('never show a negative zero', () => {
    expect(axisText(-0.001, 0.1)).toBe('0.0');
  });
});
