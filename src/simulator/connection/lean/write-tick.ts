/** Has something to write at the end of a turn. */
interface Flushed {
  flush(): void;
}

/** Lets everything that is said within one turn of the event loop go out together at its end. */
export interface WriteTick {
  /** Flushes it once, when this turn is over. */
  join(member: Flushed): void;
}

/** One immediate for a whole fleet, however many of its links have something to say. */
export function createWriteTick(): WriteTick {
  let due: Flushed[] = [];
  function run(): void {
    const now = due;
    due = [];
    for (const member of now) member.flush();
  }
  return {
    join(member) {
      if (due.length === 0) setImmediate(run);
      due.push(member);
    },
  };
}
