import { z } from 'zod';
import { AwsFault, type JsonOperation } from '../../service.ts';
import type { KinesisEngine, ShardInfo } from '../kinesis-engine.ts';
import {
  invalidArgument,
  operation,
  shardIdField,
  streamFields,
  streamNameOf,
  timestampField,
} from './input.ts';
import { decodeToken, encodeToken } from './page-token.ts';

const filterInput = z.object({
  Type: z.enum([
    'AFTER_SHARD_ID',
    'AT_TRIM_HORIZON',
    'FROM_TRIM_HORIZON',
    'AT_LATEST',
    'AT_TIMESTAMP',
    'FROM_TIMESTAMP',
  ]),
  ShardId: shardIdField.optional(),
  Timestamp: timestampField.optional(),
});
type ShardFilter = z.infer<typeof filterInput>;

const listInput = z.object({
  ...streamFields,
  NextToken: z.string().optional(),
  ExclusiveStartShardId: shardIdField.optional(),
  MaxResults: z.int().min(1).max(10_000).default(1000),
  ShardFilter: filterInput.optional(),
});

/** Stream, last shard given, filter: what the next page needs. */
const pageSchema = z.tuple([z.string(), z.string(), z.unknown()]);

const splitInput = z.object({
  ...streamFields,
  ShardToSplit: shardIdField,
  NewStartingHashKey: z.string(),
});
const mergeInput = z.object({
  ...streamFields,
  ShardToMerge: shardIdField,
  AdjacentShardToMerge: shardIdField,
});
const countInput = z.object({
  ...streamFields,
  TargetShardCount: z.int().min(1),
  ScalingType: z.literal('UNIFORM_SCALING'),
});

/** Shards: list, split, merge, scale. */
export function shardOperations(engine: KinesisEngine): Record<string, JsonOperation> {
  return {
    ListShards: operation(listInput, (input) => listShards(engine, input)),
    SplitShard: operation(splitInput, (input) => {
      const name = provisioned(engine, streamNameOf(input));
      engine.splitShard(name, input.ShardToSplit, input.NewStartingHashKey);
    }),
    MergeShards: operation(mergeInput, (input) => {
      const name = provisioned(engine, streamNameOf(input));
      engine.mergeShards(name, input.ShardToMerge, input.AdjacentShardToMerge);
    }),
    UpdateShardCount: operation(countInput, (input) => {
      const name = provisioned(engine, streamNameOf(input));
      const { openShardCount, arn } = engine.stream(name);
      const { TargetShardCount } = input;
      checkScaling(openShardCount, TargetShardCount);
      engine.updateShardCount(name, TargetShardCount);
      const CurrentShardCount = openShardCount;
      return { StreamName: name, StreamARN: arn, CurrentShardCount, TargetShardCount };
    }),
  };
}

export function shardOutput(shard: ShardInfo): unknown {
  return {
    ShardId: shard.shardId,
    ParentShardId: shard.parentShardId,
    AdjacentParentShardId: shard.adjacentParentShardId,
    HashKeyRange: { StartingHashKey: shard.startingHashKey, EndingHashKey: shard.endingHashKey },
    SequenceNumberRange: {
      StartingSequenceNumber: shard.startingSequenceNumber,
      EndingSequenceNumber: shard.endingSequenceNumber,
    },
  };
}

function listShards(engine: KinesisEngine, input: z.infer<typeof listInput>): unknown {
  const { name, start, filter } = pageOf(engine, input);
  const shards = filtered(engine, name, filter).filter(({ shardId }) => shardId > start);
  const page = shards.slice(0, input.MaxResults);
  const last = page.at(-1)?.shardId;
  if (last === undefined || page.length === shards.length) return { Shards: page.map(shardOutput) };
  const NextToken = encodeToken([name, last, wireFilter(filter)], engine.now());
  return { Shards: page.map(shardOutput), NextToken };
}

interface Page {
  readonly name: string;
  readonly start: string;
  readonly filter: ShardFilter | undefined;
}

function pageOf(engine: KinesisEngine, input: z.infer<typeof listInput>): Page {
  const { NextToken, ExclusiveStartShardId, ShardFilter: filter } = input;
  if (NextToken === undefined) {
    return { name: streamNameOf(input), start: ExclusiveStartShardId ?? '', filter };
  }
  if ((input.StreamName ?? ExclusiveStartShardId) !== undefined) {
    throw invalidArgument('NextToken goes alone: without StreamName and ExclusiveStartShardId.');
  }
  const expiry = { now: engine.now(), code: 'ExpiredNextTokenException' };
  const [name, start, stored] = decodeToken(NextToken, pageSchema, expiry);
  return { name, start, filter: stored === null ? undefined : filterInput.parse(stored) };
}

/** Back to what `filterInput` reads, which takes seconds. */
function wireFilter(filter: ShardFilter | undefined): unknown {
  if (filter?.Timestamp === undefined) return filter ?? null;
  return { ...filter, Timestamp: filter.Timestamp / 1000 };
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html */
function filtered(
  engine: KinesisEngine,
  name: string,
  filter: ShardFilter | undefined,
): readonly ShardInfo[] {
  const { createdAt, retentionHours } = engine.stream(name);
  const horizon = Math.max(createdAt, engine.now() - retentionHours * 3_600_000);
  const shards = engine.shards(name);
  return filter === undefined ? shards : shards.filter(matcher(filter, horizon));
}

function matcher(filter: ShardFilter, horizon: number): (shard: ShardInfo) => boolean {
  const matchers: Record<ShardFilter['Type'], (shard: ShardInfo) => boolean> = {
    FROM_TRIM_HORIZON: () => true,
    AFTER_SHARD_ID: ({ shardId }) => shardId > (filter.ShardId ?? ''),
    AT_LATEST: ({ closedAt }) => closedAt === undefined,
    AT_TRIM_HORIZON: (shard) => shard.createdAt <= horizon && openUntil(shard) >= horizon,
    AT_TIMESTAMP: (shard) =>
      shard.createdAt <= timestampOf(filter) && openUntil(shard) >= timestampOf(filter),
    FROM_TIMESTAMP: (shard) => openUntil(shard) >= timestampOf(filter),
  };
  return matchers[filter.Type];
}

function openUntil({ closedAt }: ShardInfo): number {
  return closedAt ?? Number.POSITIVE_INFINITY;
}

function timestampOf(filter: ShardFilter): number {
  if (filter.Timestamp !== undefined) return filter.Timestamp;
  throw invalidArgument(`ShardFilter ${filter.Type} needs a Timestamp.`);
}

/** AWS scales to no more than double and no less than half in one call. */
function checkScaling(current: number, target: number): void {
  if (target <= current * 2 && target >= current / 2) return;
  throw new AwsFault(
    'LimitExceededException',
    `UpdateShardCount cannot scale from ${current} to ${target} shards in one call: at most double, at least half.`,
  );
}

/** On-demand streams are scaled by AWS alone. */
function provisioned(engine: KinesisEngine, name: string): string {
  if (engine.stream(name).mode === 'PROVISIONED') return name;
  throw new AwsFault(
    'ValidationException',
    `Stream ${name} is ON_DEMAND; its shards cannot be split, merged or counted by hand.`,
  );
}
