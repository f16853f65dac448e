import { createDoor, type Door, type Point } from './swinging-door.ts';

export interface TrackOptions {
  /** Range of the instrument; where it is not told, one that fits the values met so far. */
  readonly span: number | undefined;
  /** Shares of the span. */
  readonly compression: number;
  readonly exception: number;
  /** Compression deviation in the metric's unit, in place of the share. */
  readonly absolute: number | undefined;
  readonly maxIntervalMs: number;
}

/** What a historian keeps of one metric. */
export interface Track {
  /** Takes the value of a sample; returns the points that are archived now, in order of time. */
  take(point: Point): readonly Point[];
}

const NONE: readonly Point[] = [];

export function createTrack(options: TrackOptions): Track {
  const { compression, exception, absolute, maxIntervalMs } = options;
  const spanFor = createSpan(options.span);
  let door: Door | undefined;
  /** The value that last went to the door, the one that was held back since, and the one archived. */
  let told: Point | undefined;
  let held: Point | undefined;
  let archivedTs = -Infinity;

  const pass = (point: Point, deviation: number): readonly Point[] => {
    told = point;
    held = undefined;
    const bend = door?.take(point, deviation);
    if (bend !== undefined) archivedTs = bend.ts;
    if (door !== undefined && point.ts - archivedTs < maxIntervalMs) return listOf(bend);
    door?.restart(point);
    door ??= createDoor(point);
    archivedTs = point.ts;
    return [...listOf(bend), point];
  };

  return {
    take(point) {
      const span = spanFor(point.value);
      const deviation = absolute ?? compression * span;
      const quiet = told !== undefined && Math.abs(point.value - told.value) <= exception * span;
      if (quiet && exception > 0 && point.ts - archivedTs < maxIntervalMs) {
        held = point;
        return NONE;
      }
      // The course was level until the value held back: without it, a jump would look like a slope.
      const before = held === undefined ? NONE : pass(held, deviation);
      return before.length === 0 ? pass(point, deviation) : [...before, ...pass(point, deviation)];
    },
  };
}

function listOf(point: Point | undefined): readonly Point[] {
  return point === undefined ? NONE : [point];
}

/** Scale ranges of EN 837-1, by decade, and the part of the scale that EN 837-2 lets a steady value use. */
const RANGES = [1, 1.6, 2.5, 4, 6, 10];
const USABLE_SHARE = 0.75;

/** The span told, or the one that an instrument for the values met so far would have. */
function createSpan(told: number | undefined): (value: number) => number {
  if (told !== undefined) return () => told;
  let largest = 0;
  let span = 0;
  return (value) => {
    const magnitude = Math.abs(value);
    if (magnitude <= largest) return span;
    largest = magnitude;
    const needed = largest / USABLE_SHARE;
    const decade = 10 ** Math.floor(Math.log10(needed));
    span = decade * (RANGES.find((range) => range * decade >= needed) ?? 10);
    return span;
  };
}
