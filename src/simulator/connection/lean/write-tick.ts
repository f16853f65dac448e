/** Lets everything that is said within one turn of the event loop go out together at its end. */
export interface WriteTick {
  /** Calls `flush` once, when this turn is over. */
  join(flush: () => void): void;
}

/** One immediate for a whole fleet, however many of its links have something to say. */
export function createWriteTick(): WriteTick {
  let due: (() => void)[] = [];
  function run(): void {
    const now = due;
    due = [];
    for (const flush of now) flush();
  }
  return {
    join(flush) {
      if (due.length === 0) setImmediate(run);
      due.push(flush);
    },
  };
}
