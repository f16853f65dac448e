import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';

export interface ConnectPacerOptions {
  readonly ratePerSecond: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Spaces the connection attempts of a whole fleet, first ones and reconnects alike. */
export interface ConnectPacer {
  /** Resolves when it is this caller's turn, in the order of calls. */
  turn(signal: AbortSignal): Promise<void>;
}

/**
 * One attempt per `1/ratePerSecond`, each at a random instant of its slot, so that a fleet that lost
 * its broker neither comes back at once nor in step. AWS IoT Core takes 500 CONNECT/s per account.
 */
export function createConnectPacer(options: ConnectPacerOptions): ConnectPacer {
  const slotMs = 1_000 / options.ratePerSecond;
  let nextSlot = Number.NEGATIVE_INFINITY;
  return {
    turn(signal) {
      const slot = Math.max(nextSlot, options.clock.now());
      nextSlot = slot + slotMs;
      return options.clock.sleepUntil(slot + options.random.next() * slotMs, signal);
    },
  };
}
