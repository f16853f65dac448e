import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { createConnectPacer } from '../../../src/simulator/connection/connect-pacer.ts';

function createPacer(ratePerSecond: number) {
  const clock = manualClock(0);
  const pacer = createConnectPacer({ ratePerSecond, clock, random: createRandom('pace') });
  return { clock, pacer };
}

describe('connect pacer', () => {
  it('lets one attempt start in each slot, at a random instant of it', async () => {
    const { clock, pacer } = createPacer(10);
    const startedAt: number[] = [];
    const attempts = Array.from({ length: 20 }, async () => {
      await pacer.turn(new AbortController().signal);
      startedAt.push(clock.now());
    });
    await clock.advance(2_000);
    await Promise.all(attempts);

    expect(startedAt.map((ts) => Math.floor(ts / 100))).toEqual(
      Array.from({ length: 20 }, (_, slot) => slot),
    );
    expect(new Set(startedAt.map((ts) => ts % 100)).size).toBeGreaterThan(10);
  });

  it('saves no turns up: after a pause the rate is the same', async () => {
    const { clock, pacer } = createPacer(10);
    const signal = new AbortController().signal;
    await clock.advance(60_000);
    let started = 0;
    for (let i = 0; i < 5; i += 1) void pacer.turn(signal).then(() => (started += 1));
    await clock.advance(100);

    expect(started).toBe(1);
    await clock.advance(400);
    expect(started).toBe(5);
  });

  it('rejects a turn that is called off', async () => {
    const { pacer } = createPacer(1);
    const stop = new AbortController();
    const turn = pacer.turn(stop.signal);
    stop.abort(new Error('enough'));

    await expect(turn).rejects.toThrow('enough');
  });
});
