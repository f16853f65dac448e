/** One of several parts that something is split into, each run by a process or a thread of its own. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/** Places from `from` to before `to` in an order. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The places that belong to a shard: a stretch of them, as long as any other within one. All shards
 * together have each place once.
 */
export function stretchOf(length: number, { index, count }: Shard): Stretch {
  const bound = (i: number): number => Math.floor((i * length) / count);
  return { from: bound(index), to: bound(index + 1) };
}
