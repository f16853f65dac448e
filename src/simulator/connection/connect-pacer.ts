import type { Clock } from '../../runtime/clock.ts';
import { createCondition } from '../../runtime/condition.ts';
import type { Random } from '../../runtime/random.ts';

export interface ConnectPacerOptions {
  readonly ratePerSecond: number;
  /** Attempts under way at once; {@link ATTEMPTS_MAX} unless said. */
  readonly attemptsMax?: number;
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
  /** The attempt has come to something: the next may begin. More than once does no harm. */
  over(attempt: Attempt): void;
  /** Calls the turn off. */
  leave(attempt: Attempt): void;
}

/**
 * A broker that shakes hands more slowly than attempts begin would be busy with such as have lost
 * patience meanwhile, and with ever more of them as they come again. 256 wait for seconds at most
 * where a handshake takes 10 ms of CPU, and are within the 511 connections that Node, for one, has a
 * system queue for it (net, `server.listen`, backlog); at 500 CONNECT/s of AWS IoT Core they leave an
 * attempt half a second.
 */
const ATTEMPTS_MAX = 256;
/** An attempt that takes longer no longer keeps others waiting, ms: there may be no broker at all. */
const ATTEMPT_MS_MAX = 5_000;

/**
 * One attempt per `1/ratePerSecond`, each at a random instant of its slot, so that a fleet that lost
 * its broker neither comes back at once nor in step. AWS IoT Core takes 500 CONNECT/s per account.
 * Ten thousand devices that wait have one timer, and none when nobody waits.
 */
export function createConnectPacer(options: ConnectPacerOptions): ConnectPacer {
  const { clock, random } = options;
  const slotMs = 1_000 / options.ratePerSecond;
  const places = createPlaces(options.attemptsMax ?? ATTEMPTS_MAX, clock);
  const waiting = new Set<Attempt>();
  let nextSlot = Number.NEGATIVE_INFINITY;
  let asleep: AbortController | undefined;

  async function run(signal: AbortSignal): Promise<void> {
    for (const attempt of waiting) {
      if (places.areTaken()) await places.free(signal);
      const slot = Math.max(nextSlot, clock.now());
      nextSlot = slot + slotMs;
      await clock.sleepUntil(slot + random.next() * slotMs, signal);
      if (signal.aborted) return;
      if (!waiting.delete(attempt)) continue;
      places.take(attempt);
      attempt.onTurn();
    }
    asleep = undefined;
  }

  return {
    queue(attempt) {
      waiting.add(attempt);
      if (asleep !== undefined) return;
      asleep = new AbortController();
      const { signal } = asleep;
      run(signal).catch((error: unknown) => {
        // Nobody waits any more; anything else must not leave those who wait without a word.
        if (!signal.aborted) throw error;
      });
    },
    over: (attempt) => places.giveBack(attempt),
    leave(attempt) {
      places.giveBack(attempt);
      if (!waiting.delete(attempt) || waiting.size > 0) return;
      asleep?.abort();
      asleep = undefined;
    },
  };
}

/** So many attempts may be under way at once. */
function createPlaces(count: number, clock: Clock) {
  /** With the instant of its turn; the oldest first. */
  const underWay = new Map<Attempt, number>();
  const changed = createCondition();
  const areTaken = (): boolean => underWay.size >= count;
  return {
    areTaken,
    take(attempt: Attempt): void {
      underWay.set(attempt, clock.now());
    },
    giveBack(attempt: Attempt): void {
      if (underWay.delete(attempt)) changed.check();
    },
    /** Resolves once there is a place: given back, or taken from the oldest after its time. */
    async free(signal: AbortSignal): Promise<void> {
      for (const [oldest, since] of underWay) {
        const patience = new AbortController();
        const either = AbortSignal.any([patience.signal, signal]);
        const tooLong = clock.sleepUntil(since + ATTEMPT_MS_MAX, either).catch(() => undefined);
        await Promise.race([changed.until(() => !areTaken(), either), tooLong]);
        patience.abort();
        signal.throwIfAborted();
        if (areTaken()) underWay.delete(oldest);
        return;
      }
    },
  };
}
