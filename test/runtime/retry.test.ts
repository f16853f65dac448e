import { describe, expect, it } from 'vitest';
import { maxSpeedClock } from '../../src/runtime/clock.ts';
import { createRandom } from '../../src/runtime/random.ts';
import { backoffMs, retry } from '../../src/runtime/retry.ts';

const options = {
  attemptsMax: 4,
  baseMs: 100,
  maxMs: 1_000,
  random: createRandom('retry'),
  retryable: (error: unknown) => error instanceof Error && error.message === 'passing',
};

describe('retry', () => {
  it('returns the first success', async () => {
    let calls = 0;
    const work = async (): Promise<number> => {
      calls += 1;
      if (calls < 3) throw new Error('passing');
      return calls;
    };
    await expect(retry(work, { ...options, clock: maxSpeedClock(0) })).resolves.toBe(3);
  });

  it('throws a lasting failure at once', async () => {
    let calls = 0;
    const work = async (): Promise<never> => {
      calls += 1;
      throw new Error('lasting');
    };
    await expect(retry(work, { ...options, clock: maxSpeedClock(0) })).rejects.toThrow('lasting');
    expect(calls).toBe(1);
  });

  it('gives up after the named number of attempts', async () => {
    let calls = 0;
    const work = async (): Promise<never> => {
      calls += 1;
      throw new Error('passing');
    };
    await expect(retry(work, { ...options, clock: maxSpeedClock(0) })).rejects.toThrow('passing');
    expect(calls).toBe(4);
  });
});

describe('backoffMs', () => {
  it('stays under the growing cap', () => {
    const random = createRandom('backoff');
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const ms = backoffMs(attempt, { baseMs: 100, maxMs: 1_000 }, random);
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThanOrEqual(Math.min(1_000, 100 * 2 ** attempt));
    }
  });
});
