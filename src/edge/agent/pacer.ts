import { sleep, type Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';

/** Spreads what has waited, so that agents that come back together do not storm the far end. */
export interface Pacer {
  /** Resolves when the next late message may go. */
  turn(signal: AbortSignal): Promise<void>;
  /** A connection came back: the backlog begins after a random wait. */
  reconnected(): void;
  /** A message came back: what has waited waits a little longer, so that nothing turns in circles. */
  backOff(): void;
}

export interface PacerOptions {
  /** Late messages a second; Infinity: as fast as the sink takes them. */
  readonly perSecond: number;
  /** Longest wait before a backlog begins, ms. */
  readonly jitterMs: number;
  /** Wall time. */
  readonly clock: Clock;
  readonly random: Random;
}

/** Messages that may follow each other at once after a pause, and how much time's worth of them, ms. */
const BURST = 10;
/** Timers are late by a millisecond or two: a shorter burst would bound the rate by that. */
const BURST_MS = 20;

/** Wait after a message that came back, ms. */
const BACK_OFF_MS = 1_000;

export function createPacer(options: PacerOptions): Pacer {
  const { perSecond, jitterMs, clock, random } = options;
  const gapMs = 1_000 / perSecond;
  const burstMs = Math.max(BURST * gapMs, BURST_MS);
  let dueAt = -Infinity;
  return {
    async turn(signal) {
      const now = clock.now();
      dueAt = Math.max(dueAt + gapMs, now - burstMs);
      if (dueAt > now) await sleep(clock, dueAt - now, signal);
    },
    reconnected() {
      dueAt = Math.max(dueAt, clock.now() + random.next() * jitterMs);
    },
    backOff() {
      dueAt = Math.max(dueAt, clock.now() + BACK_OFF_MS);
    },
  };
}
