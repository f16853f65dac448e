import { createCondition } from '../../runtime/condition.ts';

/** Work under way, counted, with a bound that producers wait at. */
export interface Inflight {
  add(work: Promise<void>): void;
  /** Undefined while there is room; otherwise resolves when there is. */
  room(): Promise<void> | undefined;
  /** Resolves once nothing is under way. */
  empty(): Promise<void>;
}

export function createInflight(limit: number): Inflight {
  const changed = createCondition();
  let pending = 0;
  const done = (): void => {
    pending -= 1;
    changed.check();
  };
  return {
    add(work) {
      pending += 1;
      void work.finally(done);
    },
    room: () => (pending < limit ? undefined : changed.until(() => pending < limit)),
    empty: () => changed.until(() => pending === 0),
  };
}
