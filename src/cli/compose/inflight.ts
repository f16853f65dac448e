import { createCondition } from '../../runtime/condition.ts';

/** Work under way, counted by device, with a bound that producers wait at. */
export interface Inflight {
  add(device: string, work: Promise<void>): void;
  /** Undefined while there is room; otherwise resolves when there is. */
  room(): Promise<void> | undefined;
  /** Resolves once nothing is under way. */
  empty(): Promise<void>;
  /** Work of one device that is under way. */
  of(device: string): number;
  /** Whether the device's work counts for the bound: not while nothing of it can be done. */
  count(device: string, counts: boolean): void;
}

export function createInflight(limit: number): Inflight {
  const changed = createCondition();
  const pending = new Map<string, number>();
  const uncounted = new Set<string>();
  let total = 0;
  let counted = 0;
  const change = (device: string, by: 1 | -1): void => {
    pending.set(device, (pending.get(device) ?? 0) + by);
    total += by;
    if (!uncounted.has(device)) counted += by;
    if (by < 0) changed.check();
  };
  return {
    add(device, work) {
      change(device, 1);
      void work.finally(() => change(device, -1));
    },
    room: () => (counted < limit ? undefined : changed.until(() => counted < limit)),
    empty: () => changed.until(() => total === 0),
    of: (device) => pending.get(device) ?? 0,
    count(device, counts) {
      if (counts === !uncounted.has(device)) return;
      const own = pending.get(device) ?? 0;
      counted += counts ? own : -own;
      if (counts) uncounted.delete(device);
      else uncounted.add(device);
      changed.check();
    },
  };
}
