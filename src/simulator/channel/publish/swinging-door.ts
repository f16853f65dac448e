/** A value of one metric and its time. */
export interface Point {
  readonly ts: number;
  readonly value: number;
}

export interface Door {
  /**
   * Takes the next point, `deviation` being how far the course may lie off it.
   * @returns the point to be archived now: the one before, where the course bent; none else
   */
  take(point: Point, deviation: number): Point | undefined;
  /** Begins anew at a point that was archived whatever the door says. */
  restart(point: Point): void;
}

/**
 * Swinging door (E. H. Bristol, ISA 1990): between two archived points lie only points that are at
 * most `deviation` off the straight line. The two doors are hinged at the archived point and close
 * with every point; a point that comes to lie outside them ends the line at the one before, which was
 * still inside, so that the bound holds for the line that is really drawn.
 */
export function createDoor(first: Point): Door {
  let hinge = first;
  let last = first;
  let highest = Infinity;
  let lowest = -Infinity;

  const restart = (point: Point): void => {
    hinge = point;
    last = point;
    highest = Infinity;
    lowest = -Infinity;
  };
  const close = (point: Point, deviation: number): void => {
    const span = point.ts - hinge.ts;
    highest = Math.min(highest, (point.value + deviation - hinge.value) / span);
    lowest = Math.max(lowest, (point.value - deviation - hinge.value) / span);
    last = point;
  };

  return {
    restart,
    take(point, deviation) {
      const slope = (point.value - hinge.value) / (point.ts - hinge.ts);
      const bent = slope > highest || slope < lowest;
      const archived = bent ? last : undefined;
      if (archived !== undefined) restart(archived);
      close(point, deviation);
      return archived;
    },
  };
}
