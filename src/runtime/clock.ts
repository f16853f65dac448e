import { setTimeout as delay } from 'node:timers/promises';
import { deferred } from './deferred.ts';

/** A time axis in milliseconds since the Unix epoch, and the ability to wait on it. */
export interface Clock {
  now(): number;
  /**
   * Resolves once `now() >= ts`; at once if that is already so. Rejects with the signal's reason
   * when it aborts.
   */
  sleepUntil(ts: number, signal?: AbortSignal): Promise<void>;
}

/** A clock that moves only when told to; for tests and for replaying without waiting. */
export interface ManualClock extends Clock {
  /** Moves forward and wakes, in order of time, everyone who waited for an instant passed. */
  advance(ms: number): Promise<void>;
}

/** Longest single timer, ms: Node clamps delays above 2^31-1 to 1 ms. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export function systemClock(): Clock {
  return scaledClock({ start: Date.now(), speed: 1 });
}

/**
 * Simulated time that starts at `start` (ms since the epoch) and runs `speed` times as fast as the
 * machine's monotonic clock, so that a change of the wall clock never bends a simulation.
 */
export function scaledClock(options: { readonly start: number; readonly speed: number }): Clock {
  const { start, speed } = options;
  const origin = performance.now();
  const now = (): number => start + (performance.now() - origin) * speed;
  return {
    now,
    async sleepUntil(ts, signal) {
      for (;;) {
        signal?.throwIfAborted();
        const waitMs = (ts - now()) / speed;
        if (waitMs <= 0) return;
        await pause(Math.min(Math.ceil(waitMs), TIMER_MS_MAX), signal);
      }
    },
  };
}

/**
 * As fast as it goes: sleeping moves the clock to the instant waited for and lets pending I/O run.
 * Callers keep their own order; two sleepers see time never run backwards.
 */
export function maxSpeedClock(start: number): Clock {
  let now = start;
  let sleeps = 0;
  return {
    now: () => now,
    async sleepUntil(ts, signal) {
      signal?.throwIfAborted();
      now = Math.max(now, ts);
      sleeps += 1;
      if (sleeps % SLEEPS_PER_YIELD === 0) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** How many instants the unpaced clock passes before it lets sockets and timers have a turn. */
const SLEEPS_PER_YIELD = 4;

/** A clock that somebody can stop: while paused, its time stands and its sleepers sleep on. */
export interface PausableClock extends Clock {
  setPaused(paused: boolean): void;
}

export function pausableClock(base: Clock): PausableClock {
  let pausedMs = 0;
  let pausedAt: number | undefined;
  let gate = deferred();
  const now = (): number => (pausedAt ?? base.now()) - pausedMs;
  return {
    now,
    async sleepUntil(ts, signal) {
      for (;;) {
        if (pausedAt !== undefined) await untilOpen(gate.promise, signal);
        await base.sleepUntil(ts + pausedMs, signal);
        if (pausedAt === undefined && now() >= ts) return;
      }
    },
    setPaused(paused) {
      if (paused === (pausedAt !== undefined)) return;
      if (paused) {
        pausedAt = base.now();
        gate = deferred();
      } else {
        pausedMs += base.now() - (pausedAt as number);
        pausedAt = undefined;
        gate.resolve();
      }
    },
  };
}

async function untilOpen(opened: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (signal === undefined) return opened;
  const waiting = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const refuse = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', refuse, { once: true, signal: waiting.signal });
  });
  try {
    await Promise.race([opened, aborted]);
  } finally {
    waiting.abort();
  }
}

export function manualClock(start = 0): ManualClock {
  let now = start;
  const sleepers: { readonly ts: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    async advance(ms) {
      const target = now + ms;
      for (;;) {
        sleepers.sort((a, b) => a.ts - b.ts);
        const next = sleepers[0];
        if (next === undefined || next.ts > target) break;
        sleepers.shift();
        now = Math.max(now, next.ts);
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = target;
      await new Promise((resolve) => setImmediate(resolve));
    },
    async sleepUntil(ts, signal) {
      if (ts <= now) return;
      const awake = deferred();
      const sleeper = { ts, wake: awake.resolve };
      sleepers.push(sleeper);
      try {
        await untilOpen(awake.promise, signal);
      } finally {
        const at = sleepers.indexOf(sleeper);
        if (at >= 0) sleepers.splice(at, 1);
      }
    },
  };
}

/** Waits `ms` of the clock's time. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return clock.sleepUntil(clock.now() + ms, signal);
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
