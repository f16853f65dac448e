/** Runs one connection's messages one after the other, in the order they came in. */
export type Lane = (work: () => Promise<void>) => Promise<void>;

export interface PublishLanes {
  open(): Lane;
  /** Resolves once nothing runs or waits. */
  idle(): Promise<void>;
}

/**
 * Lanes that share a bound on how much runs at once. A lane keeps its order whatever its messages
 * wait for, so that no device's records change places. The queues need no bound of their own: the
 * broker reads a socket again only when everything it read before is done.
 */
export function createPublishLanes(concurrentMax: number): PublishLanes {
  let free = concurrentMax;
  const waiting: (() => void)[] = [];
  const idlers: (() => void)[] = [];
  let pending = 0;
  const settle = (): void => {
    pending -= 1;
    if (pending === 0) for (const wake of idlers.splice(0)) wake();
  };
  const acquire = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const gated = async (work: () => Promise<void>): Promise<void> => {
    await acquire();
    try {
      await work();
    } finally {
      release();
      settle();
    }
  };
  return {
    open() {
      let tail: Promise<void> = Promise.resolve();
      return (work) => {
        pending += 1;
        const done = tail.then(() => gated(work));
        tail = done.catch(() => undefined);
        return done;
      };
    },
    idle: () =>
      pending === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve)),
  };
}
