/** A sample of one signal. */
export interface DoorPoint {
  readonly ts: number;
  readonly value: number;
}

/**
 * Piecewise linear compression of one signal with a bounded error (swinging door trending, Bristol,
 * ISA 1990), in its strict form: a line is drawn only to a sample that lies inside the doors of all
 * before it, so that no sample is further than its `deviation` from the reconstruction; the usual form
 * allows twice that.
 */
export interface SwingingDoor {
  /** Begins a line at a sample that is kept. */
  restart(point: DoorPoint): void;
  /**
   * Whether the line from the last kept sample may go on to this one; if so, later samples keep it in
   * reach. If not, the sample before this one has to be kept, and a line begun there.
   */
  reaches(point: DoorPoint, deviation: number): boolean;
}

export function createSwingingDoor(): SwingingDoor {
  let from: DoorPoint = { ts: 0, value: 0 };
  let highest = Infinity;
  let lowest = -Infinity;
  return {
    restart(point) {
      from = point;
      highest = Infinity;
      lowest = -Infinity;
    },
    reaches({ ts, value }, deviation) {
      const elapsed = ts - from.ts;
      if (elapsed <= 0) return false;
      const slope = (value - from.value) / elapsed;
      if (slope > highest || slope < lowest) return false;
      highest = Math.min(highest, slope + deviation / elapsed);
      lowest = Math.max(lowest, slope - deviation / elapsed);
      return true;
    },
  };
}
