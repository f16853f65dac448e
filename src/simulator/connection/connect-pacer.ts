import { sleep, type Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';

export interface ConnectPacerOptions {
  readonly ratePerSecond: number;
  /** Attempts under way at once; default {@link ATTEMPTS_MAX}. */
  readonly attemptsMax?: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Spaces the connection attempts of a whole fleet, first ones and reconnects alike. */
export interface ConnectPacer {
  /**
   * Resolves when it is this caller's turn, in the order of calls, to what the caller does once its
   * attempt has come to something. @throws the signal's reason when it is called off
   */
  turn(signal: AbortSignal): Promise<TurnOver>;
}

export type TurnOver = () => void;

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
 */
export function createConnectPacer(options: ConnectPacerOptions): ConnectPacer {
  const { clock, random, ratePerSecond } = options;
  const slotMs = 1_000 / ratePerSecond;
  const places = createPlaces(options.attemptsMax ?? ATTEMPTS_MAX);
  let nextSlot = Number.NEGATIVE_INFINITY;
  return {
    async turn(signal) {
      const place = places.take(signal);
      if (place !== undefined) await place;
      const slot = Math.max(nextSlot, clock.now());
      nextSlot = slot + slotMs;
      try {
        await clock.sleepUntil(slot + random.next() * slotMs, signal);
      } catch (error) {
        places.giveBack();
        throw error;
      }
      return overSoon(clock, () => places.giveBack());
    },
  };
}

/** Calls back once: when the turn is over, or has taken too long. */
function overSoon(clock: Clock, giveBack: () => void): TurnOver {
  const over = new AbortController();
  over.signal.addEventListener('abort', giveBack, { once: true });
  const end = (): void => over.abort();
  void sleep(clock, ATTEMPT_MS_MAX, over.signal).then(end, end);
  return end;
}

/** So many may have one at once; the others get theirs in the order in which they asked. */
function createPlaces(count: number) {
  const waiting = new Set<() => void>();
  let free = count;
  return {
    /** Undefined when there was one. */
    take(signal: AbortSignal): Promise<void> | undefined {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return undefined;
      }
      return new Promise<void>((resolve, reject) => {
        const calledOff = (): void => {
          waiting.delete(given);
          reject(signal.reason as Error);
        };
        const given = (): void => {
          signal.removeEventListener('abort', calledOff);
          resolve();
        };
        waiting.add(given);
        signal.addEventListener('abort', calledOff, { once: true });
      });
    },
    giveBack(): void {
      const [next] = waiting;
      if (next === undefined) {
        free += 1;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
}
