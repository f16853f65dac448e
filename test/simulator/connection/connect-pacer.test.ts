import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { createConnectPacer } from '../../../src/simulator/connection/connect-pacer.ts';

function createPacer(ratePerSecond: number, attemptsMax = 256) {
  const clock = manualClock(0);
  const random = createRandom('pace');
  const pacer = createConnectPacer({ ratePerSecond, attemptsMax, clock, random });
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

  it('lets no more attempts be under way than it may, the rest in the order of their calls', async () => {
    const { clock, pacer } = createPacer(1_000, 2);
    const { signal } = new AbortController();
    const started: number[] = [];
    const over: (() => void)[] = [];
    const attempt = async (i: number): Promise<void> => {
      over[i] = await pacer.turn(signal);
      started.push(i);
    };
    for (let i = 0; i < 5; i += 1) void attempt(i);
    await clock.advance(100);
    expect(started).toEqual([0, 1]);
    over[1]?.();
    over[1]?.();
    await clock.advance(0);
    await clock.advance(100);
    expect(started).toEqual([0, 1, 2]);
    over[0]?.();
    over[2]?.();
    await clock.advance(0);
    await clock.advance(100);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it('does not wait for an attempt that takes longer than five seconds', async () => {
    const { clock, pacer } = createPacer(1_000, 1);
    const { signal } = new AbortController();
    const started: number[] = [];
    for (let i = 0; i < 3; i += 1) void pacer.turn(signal).then(() => started.push(i));
    await clock.advance(4_999);
    expect(started).toEqual([0]);
    await clock.advance(10);
    expect(started).toEqual([0, 1]);
  });

  it('gives the place of somebody who calls off to the next', async () => {
    const { clock, pacer } = createPacer(1_000, 1);
    const { signal } = new AbortController();
    const [asleep, waiting] = [new AbortController(), new AbortController()];
    const first = pacer.turn(asleep.signal);
    const second = pacer.turn(waiting.signal);
    const third = pacer.turn(signal);
    waiting.abort(new Error('no longer'));
    await expect(second).rejects.toThrow('no longer');
    asleep.abort(new Error('nor this'));
    await expect(first).rejects.toThrow('nor this');
    await clock.advance(10);
    await expect(third).resolves.toBeTypeOf('function');
  });

  it('rejects a turn that is called off', async () => {
    const { pacer } = createPacer(1);
    const stop = new AbortController();
    const turn = pacer.turn(stop.signal);
    stop.abort(new Error('enough'));

    await expect(turn).rejects.toThrow('enough');
  });
});
