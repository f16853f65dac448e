/** One of several parts that a fleet is split into, each run by a process or a thread of its own. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/**
 * The members that belong to a shard: a stretch of them in their order, as long as any other within
 * one. All shards together have each member once.
 */
export function ownPart<T>(members: readonly T[], shard: Shard | undefined): readonly T[] {
  if (shard === undefined) return members;
  const from = Math.floor((shard.index * members.length) / shard.count);
  const to = Math.floor(((shard.index + 1) * members.length) / shard.count);
  return members.slice(from, to);
}
