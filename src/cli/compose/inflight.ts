/** Work under way, counted, with a bound that producers wait at. */
export interface Inflight {
  add(work: Promise<void>): void;
  /** Undefined while there is room; otherwise resolves when there is. */
  room(): Promise<void> | undefined;
  /** Resolves once nothing is under way. */
  empty(): Promise<void>;
}

export function createInflight(limit: number): Inflight {
  let pending = 0;
  let waiters: { readonly below: number; readonly wake: () => void }[] = [];
  const until = (below: number): Promise<void> =>
    pending < below
      ? Promise.resolve()
      : new Promise((wake) => {
          waiters.push({ below, wake });
        });
  const done = (): void => {
    pending -= 1;
    if (waiters.length === 0) return;
    const ready = waiters.filter(({ below }) => pending < below);
    if (ready.length === 0) return;
    waiters = waiters.filter(({ below }) => pending >= below);
    for (const { wake } of ready) wake();
  };
  return {
    add(work) {
      pending += 1;
      void work.finally(done);
    },
    room: () => (pending < limit ? undefined : until(limit)),
    empty: () => until(1),
  };
}
