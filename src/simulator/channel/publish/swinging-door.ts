import { createSwingingDoor, type DoorPoint } from '../../../telemetry/swinging-door.ts';

/** A value of one metric and its time. */
export type Point = DoorPoint;

export interface Door {
  /**
   * Takes the next point, `deviation` being how far the course may lie off it.
   * @returns the point to be archived now: the one before, where the course bent; none else
   */
  take(point: Point, deviation: number): Point | undefined;
  /** Begins anew at a point that was archived whatever the door says. */
  restart(point: Point): void;
}

/** Swinging door of a historian: a point that the line cannot reach ends it at the one before. */
export function createDoor(first: Point): Door {
  const door = createSwingingDoor();
  let last = first;
  const restart = (point: Point): void => {
    last = point;
    door.restart(point);
  };
  restart(first);
  return {
    restart,
    take(point, deviation) {
      const archived = door.reaches(point, deviation) ? undefined : last;
      if (archived !== undefined) {
        restart(archived);
        door.reaches(point, deviation);
      }
      last = point;
      return archived;
    },
  };
}
