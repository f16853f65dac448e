import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  encodeReading,
  type TelemetryMessage,
} from '../../src/telemetry/message.ts';
import { DEVICE_SEGMENT, deviceTopic, fleetTopicFilter } from '../../src/telemetry/topics.ts';

const message: TelemetryMessage = {
  device: 'wt-001',
  site: 'ridge',
  type: 'wind_turbine',
  serial: 'A1',
  ts: 1_700_000_000_000,
  seq: 7,
  boot: 'b1',
  metrics: { power_kw: 812.5, gear_oil_c: 58.2 },
};

describe('encodeMessage', () => {
  it('writes the envelope that rules and tables see, keys in a fixed order', () => {
    expect(encodeMessage(message)).toBe(
      '{"schema_v":1,"device_id":"wt-001","site_id":"ridge","type":"wind_turbine","serial":"A1",' +
        '"ts":1700000000000,"seq":7,"boot_id":"b1","metrics":{"power_kw":812.5,"gear_oil_c":58.2}}',
    );
  });

  it('adds quality and the edge note only when there are any', () => {
    const noted = encodeMessage({
      ...message,
      quality: 'bad',
      edge: { keptBy: 'rcf', score: 1.23456 },
    });
    expect(noted).toContain('"q":"bad","edge":{"kept_by":"rcf","score":1.235}}');
  });
});

describe('decodeMessage', () => {
  it('gives back what was encoded', () => {
    const name = fc.string({ minLength: 1 });
    const metrics = fc.dictionary(
      name,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    );
    fc.assert(
      fc.property(name, name, fc.integer({ min: 0 }), metrics, (device, boot, seq, values) => {
        const sent = {
          ...message,
          device,
          boot,
          seq,
          metrics: values,
          edge: { keptBy: 'deadband' },
        };
        expect(decodeMessage(encodeMessage(sent))).toEqual(JSON.parse(JSON.stringify(sent)));
      }),
    );
  });

  it('ignores fields that a rule added', () => {
    const extended = JSON.stringify({ ...JSON.parse(encodeMessage(message)), thing: 'wt-001' });
    expect(decodeMessage(new TextEncoder().encode(extended))).toEqual(message);
  });

  it.each([
    ['{', 'The payload is not JSON: {'],
    ['[]', 'Field message: expected a JSON object, got [].'],
    ['{"schema_v":2}', 'Field schema_v: expected 1, got 2.'],
    ['{"schema_v":1}', 'Field device_id: expected a non-empty string, got nothing.'],
  ])('refuses %s naming the field', (json, text) => {
    expect(() => decodeMessage(json)).toThrow(text);
  });

  it('refuses a metric that is no number and a sequence number that is text', () => {
    const wire = JSON.parse(encodeMessage(message)) as Record<string, unknown>;
    expect(() => decodeMessage(JSON.stringify({ ...wire, metrics: { oil: 'hot' } }))).toThrow(
      'Field metrics.oil: expected a number, got "hot".',
    );
    expect(() => decodeMessage(JSON.stringify({ ...wire, seq: '7' }))).toThrow('Field seq');
  });
});

describe('encodeReading', () => {
  it('carries no sequence number: a hash over readings does not depend on what was sent', () => {
    const { seq: _seq, boot: _boot, ...reading } = message;
    expect(encodeReading(reading)).not.toMatch(/seq|boot/);
    expect(encodeReading({ ...reading, quality: 'uncertain' })).toContain('"q":"uncertain"');
  });
});

describe('topics', () => {
  it('put the device where the rule looks for it, within the limit of seven slashes', () => {
    const topic = deviceTopic('ridge', 'wt-001', 'telemetry');
    expect(topic.split('/')[DEVICE_SEGMENT - 1]).toBe('wt-001');
    expect(topic.split('/').length - 1).toBeLessThanOrEqual(7);
    expect(fleetTopicFilter('telemetry')).toBe('dt/pm-sim/+/+/telemetry');
  });
});
