import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReconstruction } from '../../../src/cli/evaluation/sweep/reconstruction.ts';
import { parseSweep } from '../../../src/cli/evaluation/sweep/sweep-spec.ts';
import { createSwingingDoor } from '../../../src/cli/evaluation/sweep/swinging-door.ts';
import { AWS_IOT_CORE_2024, messagePrice, monthlyRate } from '../../../src/cli/prices.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

function readings(values: readonly number[]): Reading[] {
  const base = { device: 'a', site: 's', type: 't', serial: '1' };
  return values.map((x, i) => ({ ...base, ts: i * MINUTE, metrics: { x } }));
}

describe('a sweep', () => {
  it('reads ranges, lists and durations', () => {
    expect(parseSweep('deadband=0..5%').settings.map(({ text }) => text)).toEqual([
      '0%',
      '1%',
      '2%',
      '3%',
      '4%',
      '5%',
    ]);
    expect(parseSweep('swinging-door=0,0.5%,1%').settings.map(({ value }) => value)).toEqual([
      0, 0.5, 1,
    ]);
    expect(parseSweep('heartbeat=10m,1h').settings.map(({ value }) => value)).toEqual([
      10 * MINUTE,
      60 * MINUTE,
    ]);
  });

  it.each([
    'deadbnad=1',
    'deadband=',
    'deadband=5..0%',
    'deadband=0,x',
    'heartbeat=10m..1h',
    'deadband',
  ])('refuses %s and says how it is written', (text) => {
    expect(() => parseSweep(text)).toThrow(
      expect.objectContaining({
        code: 'eval/sweep',
        hint: expect.stringContaining('deadband=0..5%'),
      }),
    );
  });
});

describe('a swinging door', () => {
  it('sends the ends of straight stretches only', () => {
    // Up by one a minute, level from the third on: the corner is what is sent.
    const sent = sentOf([0, 1, 2, 2, 2, 2], 0.1);
    expect(sent.map(({ ts }) => ts / MINUTE)).toEqual([0, 2]);
  });

  it('never is silent for longer than the heartbeat', () => {
    const sent = sentOf(
      Array.from({ length: 11 }, () => 5),
      1,
      5 * MINUTE,
    );
    expect(sent.map(({ ts }) => ts / MINUTE)).toEqual([0, 5, 10]);
  });

  it('lets everything between two that were sent be drawn within twice the tolerance', () => {
    const walks = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 60 });
    fc.assert(
      fc.property(walks, (steps) => {
        let level = 0;
        const all = readings(steps.map((step) => (level += step)));
        const door = createSwingingDoor({ x: 2 }, DAY);
        const rebuilt = createReconstruction({ x: 1 });
        for (const reading of all) rebuilt.take(reading, door(reading));
        expect(rebuilt.nrmse() ?? 0).toBeLessThanOrEqual(4);
      }),
    );
  });
});

describe('a reconstruction', () => {
  it('draws a straight line between what was sent, and measures in spans', () => {
    const rebuilt = createReconstruction({ x: 10 });
    const [a, b, c] = readings([0, 3, 2]) as [Reading, Reading, Reading];
    rebuilt.take(a, [a]);
    rebuilt.take(b, []);
    rebuilt.take(c, [c]);
    // The line passes 1 where 3 was: off by 2 of 10.
    expect(rebuilt.nrmse()).toBeCloseTo(0.2, 12);
  });

  it('has no error where nothing was dropped', () => {
    const rebuilt = createReconstruction({ x: 10 });
    for (const reading of readings([0, 3, 2])) rebuilt.take(reading, [reading]);
    expect(rebuilt.nrmse()).toBeNull();
  });
});

describe('the price of messages', () => {
  it('is metered in steps of the mean size, over a month of mean length', () => {
    const month = (365.25 / 12) * DAY;
    const small = monthlyRate({ messages: 1e6, bytes: 5e9 }, month, AWS_IOT_CORE_2024);
    expect(small).toEqual({ messages: 1e6, bytes: 5e9, usd: 1 });
    const large = monthlyRate({ messages: 1e6, bytes: 5.1e9 }, month / 2, messagePrice(3));
    expect(large).toMatchObject({ messages: 2e6, usd: 12 });
    expect(monthlyRate({ messages: 0, bytes: 0 }, 0, AWS_IOT_CORE_2024).usd).toBe(0);
  });
});

function sentOf(values: readonly number[], tolerance: number, heartbeatMs = DAY): Reading[] {
  const door = createSwingingDoor({ x: tolerance }, heartbeatMs);
  return readings(values).flatMap((reading) => [...door(reading)]);
}
