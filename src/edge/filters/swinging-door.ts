import { parseDuration } from '../../runtime/duration.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { createSwingingDoor } from '../../telemetry/swinging-door.ts';
import type { SwingingDoorConfig } from '../edge-config.ts';
import { DROP, PASS, type Before, type Filter, type FilterDecision } from '../filter.ts';

/**
 * Sends the corners of a piecewise linear picture: a straight line between two readings that went out
 * is never further than its deviation from any listed metric of a reading between them. A corner is
 * known one reading later, which is when it goes out, with its own time. A reading goes out at once
 * when a listed metric appeared or went, and at the latest `heartbeat` after the last.
 */
export function createSwingingDoorFilter(name: string, config: SwingingDoorConfig): Filter {
  const heartbeatMs = parseDuration(config.heartbeat);
  const doors = createDoors(config);
  let corner: Reading | undefined;
  let held: Reading | undefined;

  const begin = (reading: Reading): void => {
    corner = reading;
    held = undefined;
    doors.restart(reading);
  };

  /** What is held is a corner after all, and the reading goes out as well. */
  const sendBoth = (reading: Reading): FilterDecision => {
    const decision = { action: 'pass', ...beforeOf(held) } as const;
    begin(reading);
    return decision;
  };

  /** What is held is a corner; the reading begins to be held from there. */
  const turn = (reading: Reading): FilterDecision => {
    const last = held;
    if (last === undefined) return sendBoth(reading);
    begin(last);
    if (!doors.reach(reading)) {
      begin(reading);
      return { action: 'pass', ...beforeOf(last) };
    }
    held = reading;
    return { action: 'drop', ...beforeOf(last) };
  };

  return {
    name,
    process(reading, urgent) {
      if (corner === undefined) {
        begin(reading);
        return PASS;
      }
      const ageMs = reading.ts - corner.ts;
      const broken = ageMs <= 0 || !doors.sameMetrics(corner, reading);
      if (urgent || broken || ageMs >= heartbeatMs) return sendBoth(reading);
      if (!doors.reach(reading)) return turn(reading);
      held = reading;
      return DROP;
    },
    flush() {
      const { before } = beforeOf(held);
      held = undefined;
      return before;
    },
  };
}

function beforeOf(held: Reading | undefined): { readonly before?: Before } {
  return held === undefined ? {} : { before: { readings: [held], made: false } };
}

/** One door for each listed metric. */
function createDoors(config: SwingingDoorConfig) {
  const doors = Object.entries(config.metrics).map(([metric, deviation]) => {
    return { metric, deviation, door: createSwingingDoor() };
  });
  return {
    restart({ ts, metrics }: Reading): void {
      for (const { metric, door } of doors) door.restart({ ts, value: metrics[metric] ?? 0 });
    },
    /** Whether every line may go on to the reading. Each door is asked: it narrows with what it lets through. */
    reach({ ts, metrics }: Reading): boolean {
      const closed = doors.filter(({ metric, deviation, door }) => {
        const value = metrics[metric];
        return value !== undefined && !door.reaches({ ts, value }, deviation);
      });
      return closed.length === 0;
    },
    sameMetrics: (a: Reading, b: Reading): boolean =>
      doors.every(
        ({ metric }) => (a.metrics[metric] === undefined) === (b.metrics[metric] === undefined),
      ),
  };
}
