import { parseDuration } from '../../runtime/duration.ts';
import type { Random } from '../../runtime/random.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { DirtConfig } from './dirt-config.ts';

/** Hands a reading over at an instant, ms since the epoch. */
export type Deliver = (at: number, reading: Reading) => void;

/** Sends a reading on its way at `now`. */
export type Dirt = (reading: Reading, now: number, deliver: Deliver) => void;

export interface DirtOptions {
  readonly config: DirtConfig;
  /** First instant, ms: from here on the clock runs away. */
  readonly startMs: number;
  /** Stream of the device. */
  readonly random: Random;
}

/**
 * What becomes of one device's readings on the way to its edge. Each kind of dirt is drawn from a
 * stream of its own for every reading, so that more of one leaves the others as they were.
 */
export function createDirt({ config, startMs, random }: DirtOptions): Dirt {
  const [loss, duplicates, disorder] = [
    random.fork('loss'),
    random.fork('duplicates'),
    random.fork('disorder'),
  ];
  const delayMs = parseDuration(config.delay);
  const clock = createClock(config, startMs, random.fork('clock'));
  return (reading, now, deliver) => {
    const lost = loss.chance(config.lossShare);
    const lateMs = lateness(disorder, config.disorderShare, delayMs);
    const againMs = lateness(duplicates, config.duplicateShare, delayMs);
    if (lost) return;
    const stamped = clock(reading);
    deliver(now + lateMs, stamped);
    if (againMs > 0) deliver(now + lateMs + againMs, stamped);
  };
}

/** 0, or for that share of the calls 1 ... `mostMs`. Draws twice whatever comes of it. */
function lateness(random: Random, share: number, mostMs: number): number {
  const hit = random.chance(share);
  const ms = 1 + random.int(mostMs);
  return hit ? ms : 0;
}

/** A clock that is off by an offset and runs at its own rate, both drawn once. */
function createClock(
  config: DirtConfig,
  startMs: number,
  random: Random,
): (reading: Reading) => Reading {
  const offsetMs = parseDuration(config.skewOffset) * random.between(-1, 1);
  const rate = (config.skewPpm / 1e6) * random.between(-1, 1);
  if (offsetMs === 0 && rate === 0) return (reading) => reading;
  return (reading) => {
    const ts = Math.round(reading.ts + offsetMs + rate * (reading.ts - startMs));
    return { ...reading, ts };
  };
}
