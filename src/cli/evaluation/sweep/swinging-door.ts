import type { Reading } from '../../../telemetry/reading.ts';

/** The two lines of one metric: steepest from above, flattest from below. */
interface Door {
  readonly pivot: number;
  upper: number;
  lower: number;
}

/**
 * Swinging door trending (Bristol, US patent 4,669,097, 1987): of a run of readings that lie within a
 * tolerance of a straight line for every metric only the ends are sent. What is sent was therefore held
 * back by one reading: it is the last before the line broke.
 */
export function createSwingingDoor(
  tolerances: Readonly<Record<string, number>>,
  heartbeatMs: number,
): (reading: Reading) => readonly Reading[] {
  const metrics = Object.entries(tolerances);
  let sent: Reading | undefined;
  let held: Reading | undefined;
  let doors = new Map<string, Door>();

  const pass = (reading: Reading): void => {
    sent = reading;
    doors = new Map(
      metrics.flatMap(([metric]) => {
        const pivot = reading.metrics[metric];
        return pivot === undefined ? [] : [[metric, { pivot, upper: Infinity, lower: -Infinity }]];
      }),
    );
  };
  const breaks = (reading: Reading, from: Reading): boolean =>
    metrics
      .map(([metric, tolerance]) => swings(doors.get(metric), { reading, from, metric, tolerance }))
      .includes(true);

  return (reading) => {
    if (sent === undefined) {
      pass(reading);
      return [reading];
    }
    const out: Reading[] = [];
    const broken = breaks(reading, sent);
    if (broken && held !== undefined) {
      out.push(held);
      pass(held);
      held = undefined;
      // The doors hang at what was sent now, and the new reading is the first to swing them.
      if (sent !== undefined) breaks(reading, sent);
    }
    if (reading.ts - sent.ts < heartbeatMs) held = reading;
    else {
      out.push(reading);
      pass(reading);
      held = undefined;
    }
    return out;
  };
}

/** Moves one door to take the reading in; true when it cannot. */
function swings(
  door: Door | undefined,
  at: {
    readonly reading: Reading;
    readonly from: Reading;
    readonly metric: string;
    readonly tolerance: number;
  },
): boolean {
  const value = at.reading.metrics[at.metric];
  if (door === undefined || value === undefined)
    return (door === undefined) !== (value === undefined);
  const elapsed = Math.max(at.reading.ts - at.from.ts, 1);
  door.upper = Math.min(door.upper, (value + at.tolerance - door.pivot) / elapsed);
  door.lower = Math.max(door.lower, (value - at.tolerance - door.pivot) / elapsed);
  return door.lower > door.upper;
}
