import { scaledClock, maxSpeedClock, type Clock } from '../../runtime/clock.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { Feed } from './run-feed.ts';

export interface ReplayFeedOptions {
  readonly readings: AsyncIterable<Reading>;
  readonly speed: number | 'max';
  /** Readings of each device that are sent. */
  readonly limit?: number;
}

interface Progress {
  first: number | undefined;
  reached: number;
  clock: Clock | undefined;
  readonly taken: Map<string, number>;
}

/** A recorded file at its original pace, times the speed. Its first reading starts the clock. */
export function createReplayFeed(options: ReplayFeedOptions): Feed {
  const progress: Progress = { first: undefined, reached: 0, clock: undefined, taken: new Map() };
  const limit = options.limit ?? Infinity;
  return {
    async run(take, signal) {
      for await (const reading of options.readings) {
        const taken = (progress.taken.get(reading.device) ?? 0) + 1;
        if (taken > limit) continue;
        progress.taken.set(reading.device, taken);
        if (!(await waitFor(reading.ts, { progress, speed: options.speed, signal }))) return;
        progress.reached = Math.max(progress.reached, reading.ts);
        await take(reading);
      }
    },
    simulatedMs: () => (progress.first === undefined ? 0 : progress.reached - progress.first),
    lagMs: () =>
      progress.clock === undefined ? 0 : Math.max(0, progress.clock.now() - progress.reached),
    devices: () => progress.taken.size,
  };
}

interface Wait {
  readonly progress: Progress;
  readonly speed: number | 'max';
  readonly signal: AbortSignal;
}

/** False when somebody stopped the replay. */
async function waitFor(ts: number, { progress, speed, signal }: Wait): Promise<boolean> {
  const now = progress;
  if (now.clock === undefined) {
    now.first = ts;
    now.reached = ts;
    now.clock = speed === 'max' ? maxSpeedClock(ts) : scaledClock({ start: ts, speed });
  }
  try {
    await now.clock.sleepUntil(ts, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
