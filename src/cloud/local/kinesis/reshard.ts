import { AwsFault } from '../service.ts';
import { evenBorders } from './hash-key.ts';
import {
  openShards,
  shardIdOf,
  type ShardMetadata,
  type StreamMetadata,
} from './stream-metadata.ts';

/** What a change of shards needs to know about the world. */
export interface ReshardMoment {
  readonly now: number;
  /** Ordinal after the last record of an open shard. */
  nextOrdinalOf(index: number): number;
}

/**
 * Closes a shard and opens two that share its range at `newStart`.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html
 */
export function splitShard(
  stream: StreamMetadata,
  split: { readonly shard: ShardMetadata; readonly newStart: bigint },
  moment: ReshardMoment,
): StreamMetadata {
  const { shard, newStart } = split;
  if (newStart <= BigInt(shard.startingHashKey) || newStart > BigInt(shard.endingHashKey)) {
    throw new AwsFault(
      'InvalidArgumentException',
      `NewStartingHashKey ${newStart} used in SplitShard() on shard ${shardIdOf(shard.index)} in stream ${stream.name} is not both greater than one plus the shard's StartingHashKey ${shard.startingHashKey} and less than the shard's EndingHashKey ${shard.endingHashKey}.`,
    );
  }
  const parent = shard.index;
  const { startingHashKey, endingHashKey } = shard;
  const low = { parent, startingHashKey, endingHashKey: String(newStart - 1n) };
  const high = { parent, startingHashKey: String(newStart), endingHashKey };
  return replace(stream, { closing: [shard], opening: [low, high] }, moment);
}

/**
 * Closes two shards whose ranges touch and opens one in their place.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_MergeShards.html
 */
export function mergeShards(
  stream: StreamMetadata,
  pair: readonly [ShardMetadata, ShardMetadata],
  moment: ReshardMoment,
): StreamMetadata {
  const [shard, adjacent] = pair;
  const [low, high] =
    BigInt(shard.startingHashKey) < BigInt(adjacent.startingHashKey) ? pair : [adjacent, shard];
  if (BigInt(low.endingHashKey) + 1n !== BigInt(high.startingHashKey)) {
    throw new AwsFault(
      'InvalidArgumentException',
      `Shards ${shardIdOf(shard.index)} and ${shardIdOf(adjacent.index)} in stream ${stream.name} are not an adjacent pair of shards eligible for merging.`,
    );
  }
  const parents = { parent: shard.index, adjacentParent: adjacent.index };
  const { startingHashKey } = low;
  const merged = { ...parents, startingHashKey, endingHashKey: high.endingHashKey };
  return replace(stream, { closing: [shard, adjacent], opening: [merged] }, moment);
}

/**
 * Splits at every border of `shardCount` equal ranges that is not there yet, then merges what lies
 * between two borders: so no shard has more than two parents, as with AWS's UNIFORM_SCALING.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export function scaleUniformly(
  stream: StreamMetadata,
  shardCount: number,
  moment: ReshardMoment,
): StreamMetadata {
  const borders = evenBorders(shardCount);
  let scaled = stream;
  for (const border of borders.slice(1, -1)) {
    const shard = openShards(scaled).find((each) => contains(each, border));
    const isBorder = shard === undefined || BigInt(shard.startingHashKey) === border;
    if (!isBorder) scaled = splitShard(scaled, { shard, newStart: border }, moment);
  }
  for (;;) {
    const pair = pairWithin(openShards(scaled), new Set(borders));
    if (pair === undefined) return scaled;
    scaled = mergeShards(scaled, pair, moment);
  }
}

function contains(shard: ShardMetadata, key: bigint): boolean {
  return BigInt(shard.startingHashKey) <= key && key <= BigInt(shard.endingHashKey);
}

/** Two neighbours that no wanted border parts. */
function pairWithin(
  open: readonly ShardMetadata[],
  borders: ReadonlySet<bigint>,
): [ShardMetadata, ShardMetadata] | undefined {
  const high = open.findIndex((shard, i) => i > 0 && !borders.has(BigInt(shard.startingHashKey)));
  const [a, b] = [open[high - 1], open[high]];
  return high > 0 && a !== undefined && b !== undefined ? [a, b] : undefined;
}

interface Replacement {
  readonly closing: readonly ShardMetadata[];
  readonly opening: readonly Omit<ShardMetadata, 'index' | 'createdAt' | 'closed'>[];
}

/** Children are created after their parents, so that their sequence numbers are greater. */
function replace(
  stream: StreamMetadata,
  { closing, opening }: Replacement,
  moment: ReshardMoment,
): StreamMetadata {
  const at = Math.max(moment.now, ...closing.map((shard) => shard.createdAt + 1));
  const kept = stream.shards.map((shard) =>
    closing.some((each) => each.index === shard.index)
      ? { ...shard, closed: { at, nextOrdinal: moment.nextOrdinalOf(shard.index) } }
      : shard,
  );
  const opened = opening.map((shard, i) => ({
    ...shard,
    index: stream.nextShardIndex + i,
    createdAt: at,
  }));
  return {
    ...stream,
    nextShardIndex: stream.nextShardIndex + opening.length,
    shards: [...kept, ...opened],
  };
}
