import { describe, expect, it } from 'vitest';
import { simulateSchema } from '../../../src/cli/options/simulate-options.ts';

const read = (raw: Readonly<Record<string, unknown>>) =>
  simulateSchema.parse({ script: '/pump.js', ...raw });

describe('options of simulate', () => {
  it('are those of a single client on this machine unless something is said', () => {
    expect(read({})).toEqual({
      script: '/pump.js',
      broker: { host: 'localhost', port: 1_883, tls: false, isAws: false },
      tls: { insecure: false },
      protocolVersion: 4,
      keepAliveSeconds: 30,
      count: 1,
      connectRatePerSecond: 100,
      topic: 'mqttx/simulate/%sc/%c',
      qos: 1,
      retain: false,
      messageIntervalMs: 1_000,
      speed: 1,
      dryRun: false,
      json: false,
      quiet: false,
      verbose: false,
    });
  });

  const brokers = [
    [
      { host: '10.0.0.7', port: '1884' },
      { host: '10.0.0.7', port: 1_884, tls: false },
    ],
    [{ host: '::1' }, { host: '::1', port: 1_883 }],
    [{ ca: '/ca.pem' }, { port: 8_883, tls: true }],
    [{ protocol: 'mqtts' }, { port: 8_883, tls: true }],
    [
      { insecure: true, port: 9 },
      { port: 9, tls: true },
    ],
    [{ broker: 'mqtts://b.example' }, { host: 'b.example', port: 8_883, tls: true }],
  ] as const;
  it.each(brokers)('find the broker of %j', (raw, broker) => {
    expect(read(raw).broker).toMatchObject(broker);
  });

  it('take what MQTTX writes', () => {
    const raw = {
      script: undefined,
      file: '/p.js',
      mqttVersion: '5',
      limit: '0',
      messageInterval: '250',
    };
    const options = read({ ...raw, connectInterval: 20, password: ' x ', username: 'u' });
    expect(options).toMatchObject({
      script: '/p.js',
      protocolVersion: 5,
      messageIntervalMs: 250,
      connectRatePerSecond: 50,
      password: ' x ',
    });
    expect(options.limit).toBeUndefined();
  });

  it('make of a dry run one message of each client at once, unless more is asked for', () => {
    expect(read({ dryRun: true })).toMatchObject({ limit: 1, speed: 'max' });
    expect(read({ dryRun: true, limit: 3, speed: 2 })).toMatchObject({ limit: 3, speed: 2 });
    expect(read({ dryRun: true, limit: 0 }).limit).toBeUndefined();
  });

  it('take an instant or now', () => {
    expect(read({ start: 'now' }).start).toBe('now');
    expect(read({ start: '2026-02-01' }).start).toBe(Date.UTC(2026, 1, 1));
    expect(() => read({ start: 'soon' })).toThrow('expected an ISO 8601 date, or now');
  });

  const conflicts = [
    [{ file: '/other.js' }, 'Both SCRIPT and --file are given.'],
    [{ broker: 'mqtt://b', port: 1 }, 'Both --broker and --port are given.'],
    [{ broker: 'b' }, '"b" is not the URL of a broker.'],
    [{ broker: 'mqtt://b', ca: '/ca' }, '--ca is for TLS.'],
    [{ protocol: 'mqtt', insecure: true }, '--insecure is for TLS.'],
    [{ cert: '/c' }, '--cert and --key go together.'],
    [{ password: 'x' }, 'A password needs a user name.'],
    [{ script: undefined }, 'expected a script, as the operand or by --file'],
    [{ qos: 2 }, '0 or 1'],
    [{ mqttVersion: '3.1' }, 'expected 3.1.1 or 5'],
    [{ protocol: 'ws' }, 'one of mqtt, mqtts'],
  ] as const;
  it.each(conflicts)('refuse %j', (raw, message) => {
    expect(() => read(raw)).toThrow(message);
  });
});
