import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { combineDigests, telemetryHash } from '../../src/simulator/telemetry-hash.ts';
import { encodeReading } from '../../src/telemetry/message.ts';
import type { Reading } from '../../src/telemetry/reading.ts';

const reading = (device: string, ts: number): Reading => ({
  device,
  site: 's',
  type: 't',
  serial: `${device}-1`,
  ts,
  metrics: { x: ts / 10 },
});

function digestOf(readings: readonly Reading[]): string {
  const hash = telemetryHash();
  for (const one of readings) hash.add(one);
  return hash.digest();
}

describe('the telemetry hash', () => {
  it('does not depend on how devices interleave, but on each one’s order', () => {
    const [a1, a2, b1] = [reading('a', 1), reading('a', 2), reading('b', 1)];
    expect(digestOf([a1, a2, b1])).toBe(digestOf([b1, a1, a2]));
    expect(digestOf([a1, a2, b1])).not.toBe(digestOf([a2, a1, b1]));
    expect(digestOf([a1, a2])).not.toBe(digestOf([a1]));
  });

  it('hashes one canonical line a reading, so anybody can check it', () => {
    const hash = telemetryHash();
    hash.add(reading('a', 1));
    const line = `${encodeReading(reading('a', 1))}\n`;
    const expected = createHash('sha256').update(line).digest('hex');
    expect(hash.perDevice()).toEqual({ a: expected });
    expect(hash.digest()).toBe(createHash('sha256').update(`a ${expected}\n`).digest('hex'));
  });

  it('is the same of lines that somebody else has written, and knows no device without one', () => {
    const hash = telemetryHash();
    const [of, silent] = [hash.linesOf('a'), hash.linesOf('b')];
    for (const ts of [1, 2]) of.add(Buffer.from(`${encodeReading(reading('a', ts))}\n`));
    expect(hash.digest()).toBe(digestOf([reading('a', 1), reading('a', 2)]));
    expect(Object.keys(hash.perDevice())).toEqual(['a']);
    silent.add(Buffer.from('x\n'));
    expect(Object.keys(hash.perDevice())).toEqual(['a', 'b']);
  });

  it('of a whole fleet is the sum of those of its parts', () => {
    const [a, b, c] = [reading('a', 1), reading('b', 1), reading('c', 2)];
    const whole = digestOf([a, b, c]);
    expect(combineDigests([digestOf([a]), digestOf([b, c])])).toBe(whole);
    expect(combineDigests([digestOf([c]), digestOf([b]), digestOf([a])])).toBe(whole);
    expect(combineDigests([digestOf([a]), digestOf([b])])).not.toBe(whole);
  });

  it('stays below 2^256', () => {
    const last = 'f'.repeat(64);
    expect(combineDigests([last, '2'])).toBe('1'.padStart(64, '0'));
  });

  it('can be asked in between', () => {
    const hash = telemetryHash();
    hash.add(reading('a', 1));
    const before = hash.digest();
    expect(hash.digest()).toBe(before);
    hash.add(reading('a', 2));
    expect(hash.digest()).not.toBe(before);
  });
});
