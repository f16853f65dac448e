import type { Clock } from '../../../runtime/clock.ts';
import { messageOf } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Bucket } from '../../stack/stack.ts';

const DAY_MS = 86_400_000;

export interface LifecycleOptions {
  readonly buckets: readonly Bucket[];
  readonly clock: Clock;
  readonly log: Log;
  /** Removes the bucket's objects that were last written before. */
  readonly removeBefore: (bucket: string, instant: number) => void;
}

/**
 * Removes what has expired, at the start and then at every midnight UTC, as S3 does (Amazon S3 user
 * guide, "Expiring objects": the day is rounded up to the next midnight).
 */
export function startLifecycle(options: LifecycleOptions): AsyncDisposable {
  const stop = new AbortController();
  sweep(options);
  const running = everyMidnight(options.clock, stop.signal, () => sweep(options));
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

function sweep({ buckets, clock, log, removeBefore }: LifecycleOptions): void {
  const midnight = Math.floor(clock.now() / DAY_MS) * DAY_MS;
  for (const { name, expireAfterDays } of buckets) {
    try {
      removeBefore(name, midnight - expireAfterDays * DAY_MS);
    } catch (error) {
      const text = `Expired objects of bucket ${name} were not removed: ${messageOf(error)}`;
      log({ level: 'warn', area: 's3', text });
    }
  }
}

async function everyMidnight(clock: Clock, signal: AbortSignal, work: () => void): Promise<void> {
  for (;;) {
    try {
      await clock.sleepUntil((Math.floor(clock.now() / DAY_MS) + 1) * DAY_MS, signal);
    } catch {
      return;
    }
    work();
  }
}
