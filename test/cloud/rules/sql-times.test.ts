import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSql } from '../../../src/cloud/rules/compile-sql.ts';
import { ruleMessage } from './rule-message.ts';

function valueOf(expression: string, payload: unknown = {}): unknown {
  const selected = compileSql(`SELECT VALUE ${expression} FROM 'a'`).evaluate(ruleMessage(payload));
  return (selected as { readonly value: unknown }).value;
}

/** 4 March 2021, 15:06:07.089 UTC, a Thursday. */
const INSTANT = Date.UTC(2021, 2, 4, 15, 6, 7, 89);

describe('parse_time prints', () => {
  it.each([
    ['y yy yyyy yyyyyy Y', 'UTC', '2021 21 2021 002021 2021'],
    ['M MM MMM MMMM', 'UTC', '3 03 Mar March'],
    ['d dd D DDD', 'UTC', '4 04 63 063'],
    ['E EEEE e', 'UTC', 'Thu Thursday 4'],
    ['H HH k h hh K a', 'UTC', '15 15 15 3 03 3 PM'],
    ['m mm s ss', 'UTC', '6 06 7 07'],
    ['S SS SSS SSSSSS', 'UTC', '0 08 089 089000'],
    ["'o''clock' ''", 'UTC', "o'clock '"],
    ['Z ZZ ZZZ', 'Asia/Kolkata', '+0530 +05:30 Asia/Kolkata'],
    ['z zzzz', 'America/Los_Angeles', 'PST Pacific Standard Time'],
    ['z', '-03:00', '-03:00'],
    ['z Z', 'Z', 'UTC +0000'],
  ])('%s in %s as %s', (pattern, zone, expected) => {
    expect(valueOf('parse_time(p, t, z)', { p: pattern, t: INSTANT, z: zone })).toBe(expected);
  });

  it('both sides of a change of clocks', () => {
    const spring = Date.UTC(2021, 2, 28, 1);
    const berlin = "parse_time('HH:mm ZZ', t, 'Europe/Berlin')";
    expect(valueOf(berlin, { t: spring - 1 })).toBe('01:59 +01:00');
    expect(valueOf(berlin, { t: spring })).toBe('03:00 +02:00');
  });

  it('years before Christ', () => {
    const t = -63_000_000_000_000;
    expect(valueOf("parse_time('G Y', t, 'UTC')", { t })).toBe('BC 28');
    expect(valueOf("parse_time('y', t, 'UTC')", { t })).toBe('-27');
    expect(valueOf("parse_time('G Y', t, 'Asia/Tokyo')", { t })).toBe('BC 28');
  });

  it.each([
    ['a time zone that does not exist', { z: 'Nowhere/Land' }],
    ['an offset of more than 18 hours', { z: '+19:00' }],
    ['a zone that is Null', { z: null }],
    ['a pattern with unknown fields', { p: 'yyyy ww' }],
    ['a pattern with an open quote', { p: "yyyy 'at" }],
    ['a pattern without end', { p: 'y'.repeat(300) }],
    ['a time beyond all dates', { t: 1e300 }],
    ['no time', { t: true }],
  ])('nothing for %s', (_, odd) => {
    const payload = { p: 'yyyy', t: INSTANT, z: 'UTC', ...odd };
    expect(valueOf('parse_time(p, t, z)', payload)).toBeUndefined();
  });
});

describe('time_to_epoch reads', () => {
  it.each([
    ['2021-03-04 15:06:07.089', 'yyyy-MM-dd HH:mm:ss.SSS', INSTANT],
    ['4.3.2021', 'd.M.y', Date.UTC(2021, 2, 4)],
    ['Thu, 4 Mar 21', 'E, d MMM yy', Date.UTC(2021, 2, 4)],
    ['Thursday 4 March 2021', 'EEEE d MMMM u', Date.UTC(2021, 2, 4)],
    ['Friday 4 March 2021', 'EEEE d MMMM u', undefined],
    ['2021-03-04 12 AM', 'yyyy-MM-dd hh a', Date.UTC(2021, 2, 4, 0)],
    ['2021-03-04 12 PM', 'yyyy-MM-dd hh a', Date.UTC(2021, 2, 4, 12)],
    ['2021-03-04 24', 'yyyy-MM-dd kk', Date.UTC(2021, 2, 4, 0)],
    ['2021-03-04 11 PM', 'yyyy-MM-dd KK a', Date.UTC(2021, 2, 4, 23)],
    ['2021-02-31', 'yyyy-MM-dd', Date.UTC(2021, 1, 28)],
    ['2021-03-04+0200', 'yyyy-MM-ddxx', Date.UTC(2021, 2, 3, 22)],
    ['2021-03-04-01', 'yyyy-MM-ddX', Date.UTC(2021, 2, 4, 1)],
    ['2021-03-04+02:00', 'yyyy-MM-ddXXX', Date.UTC(2021, 2, 3, 22)],
    ['2021-03-04Z', 'yyyy-MM-ddZZZZZ', Date.UTC(2021, 2, 4)],
    ['2021-03-04 -0130', 'yyyy-MM-dd Z', Date.UTC(2021, 2, 4, 1, 30)],
    ['2021-07-01 12 Europe/Berlin', 'yyyy-MM-dd HH VV', Date.UTC(2021, 6, 1, 10)],
    ['2021-03-28 01 Europe/Berlin', 'yyyy-MM-dd HH VV', Date.UTC(2021, 2, 28)],
    ['2021-07-01 Mars/Base', 'yyyy-MM-dd VV', undefined],
    ['2021-03-04 25', 'yyyy-MM-dd HH', undefined],
    ['2021-00-04', 'yyyy-MM-dd', undefined],
    ['2021-03', 'yyyy-MM', undefined],
    ['21-3-4', 'yyyy-MM-dd', undefined],
    ['2021-03-04', 'yyyy.MM.dd', undefined],
    ['2021', 'yyyy ww', undefined],
    ['2021', "yyyy'", undefined],
  ])('%s by %s as %s', (text, pattern, expected) => {
    expect(valueOf('time_to_epoch(t, p)', { t: text, p: pattern })).toBe(expected);
  });

  it('what parse_time has printed, in any zone', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/Belize',
      'Asia/Kolkata',
      '-03:30',
    );
    const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
    const pattern = 'yyyy-MM-dd HH:mm:ss.SSS ';
    fc.assert(
      fc.property(time, zone, (t, z) => {
        const payload = { t, z, print: `${pattern}ZZ`, read: `${pattern}xxx` };
        expect(valueOf('time_to_epoch(parse_time(print, t, z), read)', payload)).toBe(t);
      }),
    );
  });
});
