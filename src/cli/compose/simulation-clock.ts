import {
  maxSpeedClock,
  pausableClock,
  scaledClock,
  type PausableClock,
} from '../../runtime/clock.ts';

import { BEGINS_WITH_FIRST_MAX } from './small-fleet.ts';

export interface TimeSpan {
  /** Simulated instants, ms since the epoch; `end` may be infinite. */
  readonly start: number;
  readonly end: number;
}

export interface TimeRequest {
  readonly start?: number;
  readonly end?: number;
  readonly durationMs?: number;
  readonly speed: number | 'max';
  /** Whether the user asked for a seed, and so for bytes that can be had again. */
  readonly seeded: boolean;
}

/**
 * When the simulated time begins and ends. A run that is paced in real time and asks for no seed is
 * live and begins now; every other begins at the profile's own start, so that the same seed gives the
 * same bytes on any day.
 */
export function timeSpan(request: TimeRequest, profileStart: number, now: number): TimeSpan {
  const live = request.speed === 1 && !request.seeded;
  const start = request.start ?? (live ? now : profileStart);
  const end =
    request.end ?? (request.durationMs === undefined ? Infinity : start + request.durationMs);
  return { start, end };
}

/**
 * The clock that paces the simulation. It stands at the start until it is let go. That of a small fleet
 * in real time goes at once: it is up in a moment, and its first reading is then due, not to be waited for.
 */
export function simulationClock(
  start: number,
  { speed, devices }: { readonly speed: number | 'max'; readonly devices: number },
): PausableClock {
  const clock = pausableClock(
    speed === 'max' ? maxSpeedClock(start) : scaledClock({ start, speed }),
  );
  clock.setPaused(speed !== 1 || devices > BEGINS_WITH_FIRST_MAX);
  return clock;
}
