/** A bell between loops: a ring that nobody waits for is kept, many rings count as one. */
export interface Wakeup {
  /** Wakes everyone who waits. */
  readonly ring: () => void;
  /** Resolves at the next ring, at once if one was kept. */
  wait(): Promise<void>;
}

export function createWakeup(): Wakeup {
  let kept = false;
  let waiting: (() => void)[] = [];
  return {
    ring() {
      kept = waiting.length === 0;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    wait() {
      if (kept) {
        kept = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
