/** Lets ordinary work run side by side, and exclusive work alone. First come, first served. */
export interface Gate {
  shared<T>(work: () => Promise<T>): Promise<T>;
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

export function createGate(): Gate {
  /** Settles when the last exclusive work so far has. */
  let closedUntil: Promise<unknown> | undefined;
  const running = new Set<Promise<unknown>>();
  const track = <T>(result: Promise<T>): Promise<T> => {
    running.add(result);
    void Promise.allSettled([result]).then(() => running.delete(result));
    return result;
  };
  return {
    shared(work) {
      const before = closedUntil;
      return track(before === undefined ? work() : before.then(work, work));
    },
    exclusive(work) {
      const result = Promise.allSettled(running)
        .then(work)
        .finally(() => {
          if (closedUntil === result) closedUntil = undefined;
        });
      closedUntil = result;
      return track(result);
    },
  };
}
