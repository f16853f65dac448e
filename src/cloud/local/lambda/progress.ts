/**
 * Which records of a shard are done when several lanes work on them at once. The checkpoint may only
 * move to a record before which nothing is open.
 */
export interface Progress {
  /** A record was read; called in shard order. */
  opened(sequenceNumber: string): void;
  /** A record is done. Returns the new checkpoint if it moved. */
  done(sequenceNumber: string): string | undefined;
  /** How many records were read and are not done. */
  open(): number;
}

export function createProgress(): Progress {
  const order: string[] = [];
  const finished = new Set<string>();
  let head = 0;
  return {
    opened(sequenceNumber) {
      order.push(sequenceNumber);
    },
    done(sequenceNumber) {
      finished.add(sequenceNumber);
      let checkpoint: string | undefined;
      for (
        let next = order[head];
        next !== undefined && finished.delete(next);
        next = order[head]
      ) {
        checkpoint = next;
        head += 1;
      }
      if (head > COMPACT_AFTER) {
        order.splice(0, head);
        head = 0;
      }
      return checkpoint;
    },
    open: () => order.length - head - finished.size,
  };
}

/** Finished entries kept before the list is shortened. */
const COMPACT_AFTER = 1_024;
