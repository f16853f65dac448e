import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '../../src/runtime/timestamp.ts';

const UTC = { zoneOffsetMin: 0 };

describe('a recorded timestamp', () => {
  it.each([
    ['2018-04-25 02:00:50', '2018-04-25T02:00:50.000Z'],
    ['2013-06-07T06:00Z', '2013-06-07T06:00:00.000Z'],
    ['2013-06-07T06:00:00+02:00', '2013-06-07T04:00:00.000Z'],
    ['2013-06-07 06:00:00-0330', '2013-06-07T09:30:00.000Z'],
    ['2013-06-07T06:00:00+02', '2013-06-07T04:00:00.000Z'],
    ['2013-06-07 06:00:00 UTC', '2013-06-07T06:00:00.000Z'],
    ['2020-01-01T00:00:00.123456Z', '2020-01-01T00:00:00.123Z'],
    ['2020-01-01', '2020-01-01T00:00:00.000Z'],
    ['2020-02-29 24:00', '2020-03-01T00:00:00.000Z'],
  ])('reads %j', (text, iso) => {
    expect(parseTimestamp(text, UTC)).toBe(Date.parse(iso));
  });

  it('reads a time without zone in the zone given, and one with zone in its own', () => {
    const berlin = { zoneOffsetMin: 60 };
    expect(parseTimestamp('2020-01-01 01:00', berlin)).toBe(Date.UTC(2020, 0, 1));
    expect(parseTimestamp('2020-01-01 01:00Z', berlin)).toBe(Date.UTC(2020, 0, 1, 1));
  });

  it.each([
    ['1577836800', 1_577_836_800_000],
    [1_577_836_800.5, 1_577_836_800_500],
    ['1577836800000', 1_577_836_800_000],
    ['1577836800000000', 1_577_836_800_000],
    ['1577836800000000000', 1_577_836_800_000],
  ])('tells the unit of the epoch count %j by its size', (count, ms) => {
    expect(parseTimestamp(count, UTC)).toBe(ms);
  });

  it.each([
    '',
    'yesterday',
    '03/04/2024 10:00',
    '2021-02-30',
    '2021-13-01',
    '2021-01-01 25:00',
    '12',
  ])('does not guess at %j', (text) => {
    expect(parseTimestamp(text, UTC)).toBeUndefined();
  });

  it('reads back any instant that it was given as ISO 8601', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
        (date) => {
          expect(parseTimestamp(date.toISOString(), UTC)).toBe(date.getTime());
        },
      ),
    );
  });
});
