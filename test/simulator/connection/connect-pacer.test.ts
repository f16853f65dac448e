import { describe, expect, it } from 'vitest';
import { manualClock, type Clock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { createConnectPacer } from '../../../src/simulator/connection/connect-pacer.ts';

function createPacer(ratePerSecond: number, attemptsMax = 256) {
  const clock = manualClock(0);
  let sleepers = 0;
  const counted: Clock = {
    now: () => clock.now(),
    async sleepUntil(ts, signal) {
      sleepers += 1;
      await clock.sleepUntil(ts, signal).finally(() => (sleepers -= 1));
    },
  };
  const random = createRandom('pace');
  const pacer = createConnectPacer({ ratePerSecond, attemptsMax, clock: counted, random });
  return { clock, pacer, sleepers: () => sleepers };
}

describe('connect pacer', () => {
  it('lets one attempt start in each slot, at a random instant of it', async () => {
    const { clock, pacer } = createPacer(10);
    const startedAt: number[] = [];
    for (let i = 0; i < 20; i += 1) pacer.queue({ onTurn: () => startedAt.push(clock.now()) });
    expect(startedAt).toEqual([]);
    await clock.advance(2_000);

    expect(startedAt.map((ts) => Math.floor(ts / 100))).toEqual(
      Array.from({ length: 20 }, (_, slot) => slot),
    );
    expect(new Set(startedAt.map((ts) => ts % 100)).size).toBeGreaterThan(10);
  });

  it('saves no turns up: after a pause the rate is the same', async () => {
    const { clock, pacer } = createPacer(10);
    await clock.advance(60_000);
    let started = 0;
    for (let i = 0; i < 5; i += 1) pacer.queue({ onTurn: () => (started += 1) });
    await clock.advance(100);

    expect(started).toBe(1);
    await clock.advance(400);
    expect(started).toBe(5);
  });

  it('leaves out a turn that is called off, whoever comes before and after', async () => {
    const { clock, pacer } = createPacer(10);
    const started: number[] = [];
    const attempts = [0, 1, 2, 3].map((i) => ({ onTurn: () => started.push(i) }));
    for (const attempt of attempts) pacer.queue(attempt);
    pacer.leave(attempts[2] ?? { onTurn: () => undefined });
    pacer.leave(attempts[0] ?? { onTurn: () => undefined });
    await clock.advance(1_000);
    expect(started).toEqual([1, 3]);
  });

  it('holds no timer when nobody waits, and goes on when somebody comes', async () => {
    const { clock, pacer, sleepers } = createPacer(1);
    const started: string[] = [];
    const first = { onTurn: () => started.push('first') };
    pacer.queue(first);
    expect(sleepers()).toBe(1);
    pacer.leave(first);
    await clock.advance(0);
    expect(sleepers()).toBe(0);
    pacer.queue({ onTurn: () => started.push('second') });
    pacer.queue({ onTurn: () => started.push('third') });
    expect(sleepers()).toBe(1);
    await clock.advance(4_000);
    expect(started).toEqual(['second', 'third']);
    expect(sleepers()).toBe(0);
  });

  it('lets no more attempts be under way than it may, the rest in the order of their calls', async () => {
    const { clock, pacer } = createPacer(1_000, 2);
    const started: number[] = [];
    const attempts = [0, 1, 2, 3, 4].map((i) => ({ onTurn: () => void started.push(i) }));
    const end = async (...places: readonly number[]): Promise<void> => {
      for (const i of places) pacer.over(attempts[i] as (typeof attempts)[number]);
      await clock.advance(0);
      await clock.advance(100);
    };
    for (const attempt of attempts) pacer.queue(attempt);
    await clock.advance(100);
    expect(started).toEqual([0, 1]);
    await end(1, 1);
    expect(started).toEqual([0, 1, 2]);
    await end(0, 2);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it('does not wait for an attempt that takes longer than five seconds', async () => {
    const { clock, pacer } = createPacer(1_000, 1);
    const started: number[] = [];
    for (let i = 0; i < 3; i += 1) pacer.queue({ onTurn: () => started.push(i) });
    await clock.advance(4_999);
    expect(started).toEqual([0]);
    await clock.advance(100);
    expect(started).toEqual([0, 1]);
  });

  it('gives the place of somebody who leaves to the next', async () => {
    const { clock, pacer, sleepers } = createPacer(1_000, 1);
    const started: number[] = [];
    const attempts = [0, 1, 2].map((i) => ({ onTurn: () => void started.push(i) }));
    for (const attempt of attempts) pacer.queue(attempt);
    await clock.advance(10);
    expect(started).toEqual([0]);
    for (const i of [1, 0]) pacer.leave(attempts[i] as (typeof attempts)[number]);
    await clock.advance(0);
    await clock.advance(10);
    expect(started).toEqual([0, 2]);
    pacer.leave(attempts[2] as (typeof attempts)[number]);
    await clock.advance(0);
    expect(sleepers()).toBe(0);
  });
});
