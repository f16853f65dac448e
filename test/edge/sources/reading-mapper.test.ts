import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createReadingMapper,
  type MappingConfig,
} from '../../../src/edge/sources/reading-mapper.ts';

const NOW = 5_000;
const mapper = (mapping: MappingConfig = {}) => createReadingMapper({ mapping, now: () => NOW });

/** Brackets in brackets, deeper than JSON.stringify goes. */
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
const many = (count: number): object =>
  Object.fromEntries([['device', 'a'], ...Array.from({ length: count }, (_, i) => [`m${i}`, i])]);

describe('the mapping of messages to readings', () => {
  it('knows the envelope of pm-sim by itself', () => {
    const value = {
      schema_v: 1,
      device_id: 'wt-001',
      site_id: 'ridge',
      type: 'wind_turbine',
      serial: 'SN1',
      ts: 1_767_225_600_000,
      seq: 7,
      metrics: { power_kw: 812.5 },
    };
    expect(mapper()({ value })).toEqual({
      device: 'wt-001',
      site: 'ridge',
      type: 'wind_turbine',
      serial: 'SN1',
      ts: 1_767_225_600_000,
      metrics: { power_kw: 812.5 },
    });
  });

  it('takes every number of a flat message, and the time of its arrival when it has none', () => {
    expect(mapper()({ value: { device: 'p1', id: 4, seq: 9, temp: 70, state: 'on', bad: null } })).toEqual({
      device: 'p1',
      site: 'edge',
      type: 'device',
      serial: 'p1',
      ts: NOW,
      metrics: { temp: 70 },
    }); // prettier-ignore
  });

  it('follows paths, levels of the topic, and constants', () => {
    const map = mapper({
      device: 'topic:2',
      site: '=plant 1',
      ts: 'header.time',
      metrics: { vib_mms: 'tags[1].value', temp_c: '$.data["t.c"]' },
    });
    const value = {
      header: { time: '2026-01-01T00:00:01Z' },
      tags: [{}, { value: '2.5' }],
      data: { 't.c': 71 },
    };
    expect(map({ topic: 'plant/pump-7/data', value })).toMatchObject({
      device: 'pump-7',
      site: 'plant-1',
      ts: 1_767_225_601_000,
      metrics: { vib_mms: 2.5, temp_c: 71 },
    });
  });

  it('keeps what would change a topic out of names', () => {
    expect(mapper()({ value: { device: 'a/b+c#', x: 1 } })).toMatchObject({ device: 'a-b-c-' });
    expect(mapper()({ value: { device: 'a\u0000b\ud800', x: 1 } })).toMatchObject({
      device: 'a-b-',
    });
  });

  it('takes no number that is a code for none, or a name that is a document', () => {
    const value = { device: 'a', x: 1, none: 3.4e38, ['n'.repeat(129)]: 2 };
    expect(mapper()({ value })).toMatchObject({ metrics: { x: 1 } });
  });

  it.each([
    ['no object', 7, 'expected an object, got 7'],
    ['no device', { temp: 1 }, 'there is no device: none of device_id, device'],
    ['a time that is none', { device: 'a', ts: 'soon', x: 1 }, 'expected a time, got "soon"'],
    ['a time that is a structure', { device: 'a', ts: nested(20_000), x: 1 }, 'got a list'],
    ['numbers without end', many(1_001), 'there are more than 1000 numbers in it'],
    ['no number', { device: 'a', x: 'y' }, 'there is no number in it'],
    ['a name beyond 128 bytes', { device: 'x'.repeat(129), x: 1 }, 'there is no device'],
  ])('says what is wrong with %s', (_what, value, problem) => {
    expect(mapper()({ value })).toEqual(expect.stringContaining(problem));
  });

  it('says where it looked for a device that is not there', () => {
    expect(mapper({ device: 'asset.id' })({ value: { x: 1 } })).toBe(
      'there is no device at "asset.id"',
    );
  });

  it('never throws and never invents, whatever comes', () => {
    const map = mapper({ metrics: { a: 'x.y', b: '__proto__.z', c: 'constructor' } });
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const reading of [mapper()({ value }), map({ value })]) {
          if (typeof reading === 'string') continue;
          expect(Object.values(reading.metrics).every(Number.isFinite)).toBe(true);
          expect(reading.device).toMatch(/^[^/+#\s]+$/u);
        }
      }),
      { numRuns: 500 },
    );
  });
});
