import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';

export interface ConnectPacerOptions {
  readonly ratePerSecond: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Somebody who wants to connect. */
interface Attempt {
  /** It is its turn. */
  onTurn(): void;
}

/** Spaces the connection attempts of a whole fleet, first ones and reconnects alike. */
export interface ConnectPacer {
  /** Has `onTurn` called once, later, in the order of calls. */
  queue(attempt: Attempt): void;
  /** Calls the turn off. */
  leave(attempt: Attempt): void;
}

/**
 * One attempt per `1/ratePerSecond`, each at a random instant of its slot, so that a fleet that lost
 * its broker neither comes back at once nor in step. AWS IoT Core takes 500 CONNECT/s per account.
 * Ten thousand devices that wait have one timer, and none when nobody waits.
 */
export function createConnectPacer(options: ConnectPacerOptions): ConnectPacer {
  const { clock, random } = options;
  const slotMs = 1_000 / options.ratePerSecond;
  /** When it is whose turn; in the order of calls, which is that of time. */
  const waiting = new Map<Attempt, number>();
  let nextSlot = Number.NEGATIVE_INFINITY;
  let asleep: AbortController | undefined;

  async function run(signal: AbortSignal): Promise<void> {
    for (const [attempt, at] of waiting) {
      await clock.sleepUntil(at, signal);
      if (signal.aborted) return;
      if (waiting.delete(attempt)) attempt.onTurn();
    }
    asleep = undefined;
  }

  return {
    queue(attempt) {
      const slot = Math.max(nextSlot, clock.now());
      nextSlot = slot + slotMs;
      waiting.set(attempt, slot + random.next() * slotMs);
      if (asleep !== undefined) return;
      asleep = new AbortController();
      // Rejects only when nobody waits any more.
      run(asleep.signal).catch(() => undefined);
    },
    leave(attempt) {
      if (!waiting.delete(attempt) || waiting.size > 0) return;
      asleep?.abort();
      asleep = undefined;
    },
  };
}
