import { describe, expect, it } from 'vitest';
import { manualClock, type Clock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { createConnectPacer } from '../../../src/simulator/connection/connect-pacer.ts';

function createPacer(ratePerSecond: number) {
  const clock = manualClock(0);
  let sleepers = 0;
  const counted: Clock = {
    now: () => clock.now(),
    async sleepUntil(ts, signal) {
      sleepers += 1;
      await clock.sleepUntil(ts, signal).finally(() => (sleepers -= 1));
    },
  };
  const pacer = createConnectPacer({ ratePerSecond, clock: counted, random: createRandom('pace') });
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
});
