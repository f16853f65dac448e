import { sleep, type Clock } from './clock.ts';
import type { Random } from './random.ts';

export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Full-jitter exponential backoff (M. Brooker, AWS Architecture Blog, 2015): uniform between 0 and
 * `min(maxMs, baseMs * 2^attempt)`, attempts counted from 0.
 */
export function backoffMs(attempt: number, options: BackoffOptions, random: Random): number {
  return random.next() * Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt, 30));
}

export interface RetryOptions extends BackoffOptions {
  readonly attemptsMax: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal?: AbortSignal;
  /** Whether this failure may pass by itself; others are thrown at once. */
  readonly retryable: (error: unknown) => boolean;
}

/** Runs `work` until it succeeds, fails for good, or has been tried `attemptsMax` times. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt + 1 >= options.attemptsMax || !options.retryable(error)) throw error;
      await sleep(options.clock, backoffMs(attempt, options, options.random), options.signal);
    }
  }
}
