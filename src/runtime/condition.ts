/** Waiting until something holds, for states that change by events and not by time. */
export interface Condition {
  /** Resolves at once or at a later `check` when `met()` holds; also when aborted. */
  until(met: () => boolean, signal?: AbortSignal): Promise<void>;
  /** To be called after every change that somebody may wait for; cheap while nobody does. */
  check(): void;
}

export function createCondition(): Condition {
  const waiting = new Set<{ readonly met: () => boolean; readonly done: () => void }>();
  return {
    until(met, signal) {
      if (met() || signal?.aborted === true) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          waiting.delete(waiter);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const waiter = { met, done };
        waiting.add(waiter);
        signal?.addEventListener('abort', done, { once: true });
      });
    },
    check() {
      for (const { met, done } of waiting) if (met()) done();
    },
  };
}
