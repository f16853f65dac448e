import { AwsFault } from '../service.ts';
import type { EngineContext } from './engine-context.ts';
import { parseHashKey } from './hash-key.ts';
import type { KinesisEngine, StreamDefinition } from './kinesis-engine.ts';
import { describeStream, shardOf, type LiveStream } from './live-stream.ts';
import { mergeShards, scaleUniformly, splitShard, type ReshardMoment } from './reshard.ts';
import type { StreamCatalogue } from './stream-catalogue.ts';
import {
  newStream,
  openShards,
  type ShardMetadata,
  type StreamMetadata,
} from './stream-metadata.ts';

type StreamAdministration = Pick<
  KinesisEngine,
  | 'createStream'
  | 'deleteStream'
  | 'ensureStream'
  | 'mergeShards'
  | 'splitShard'
  | 'stream'
  | 'streams'
  | 'updateShardCount'
  | 'updateStream'
>;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html */
export const RETENTION_HOURS_MIN = 24;
export const RETENTION_HOURS_MAX = 8760;

/** Everything about streams except their records. All of it takes effect at once: no CREATING. */
export function createStreamAdministration(
  catalogue: StreamCatalogue,
  context: EngineContext,
): StreamAdministration {
  const { accountId } = context;
  const createStream = (definition: StreamDefinition): void => {
    checkDefinition(definition);
    if (catalogue.find(definition.name) !== undefined) throw exists(definition.name, accountId);
    catalogue.create(newStream(definition, Math.floor(context.clock.now())));
  };
  const resharding = createResharding(catalogue, context);
  return {
    ...resharding,
    createStream,
    ensureStream(definition) {
      const { name, mode, retentionHours, shardCount } = definition;
      const existing = catalogue.find(name)?.metadata;
      if (existing === undefined) return createStream(definition);
      checkDefinition(definition);
      if (existing.mode !== mode || existing.retentionHours !== retentionHours) {
        catalogue.change({ ...existing, mode, retentionHours });
      }
      const isSized = mode === 'ON_DEMAND' || openShards(existing).length === shardCount;
      if (!isSized) resharding.updateShardCount(name, shardCount);
    },
    deleteStream: (name) => catalogue.remove(name),
    streams: () => catalogue.all().map(({ metadata }) => describeStream(metadata, context)),
    stream: (name) => describeStream(catalogue.get(name).metadata, context),
    updateStream(name, change) {
      catalogue.change({ ...catalogue.get(name).metadata, ...change });
    },
  };
}

function createResharding(
  catalogue: StreamCatalogue,
  context: EngineContext,
): Pick<KinesisEngine, 'mergeShards' | 'splitShard' | 'updateShardCount'> {
  const reshard = (name: string, change: Reshard): void => {
    const stream = catalogue.get(name);
    const before = new Set(openShards(stream.metadata).map(({ index }) => index));
    catalogue.change(change(stream, momentOf(stream, context)));
    for (const shard of stream.shards.values()) {
      const isOpen = shard.metadata.closed === undefined;
      if (isOpen !== before.has(shard.metadata.index)) context.notify(name, shard.id);
    }
  };
  const openShard = (stream: LiveStream, shardId: string): ShardMetadata =>
    openShardOf(stream, shardId, context.accountId);
  return {
    splitShard(name, shardId, newStartingHashKey) {
      const newStart = parseHashKey(newStartingHashKey) ?? -1n;
      reshard(name, (stream, moment) =>
        splitShard(stream.metadata, { shard: openShard(stream, shardId), newStart }, moment),
      );
    },
    mergeShards(name, shardId, adjacentShardId) {
      reshard(name, (stream, moment) => {
        const pair = [openShard(stream, shardId), openShard(stream, adjacentShardId)] as const;
        return mergeShards(stream.metadata, pair, moment);
      });
    },
    updateShardCount(name, shardCount) {
      reshard(name, ({ metadata }, moment) => scaleUniformly(metadata, shardCount, moment));
    },
  };
}

type Reshard = (stream: LiveStream, moment: ReshardMoment) => StreamMetadata;

/** Shards made and closed within one change have no records yet: their next ordinal is 1. */
function momentOf(stream: LiveStream, context: EngineContext): ReshardMoment {
  return {
    now: Math.floor(context.clock.now()),
    nextOrdinalOf: (index) => stream.shards.get(index)?.log.extent().nextOrdinal ?? 1,
  };
}

function openShardOf(stream: LiveStream, shardId: string, accountId: string): ShardMetadata {
  const { metadata } = shardOf(stream, shardId, accountId);
  if (metadata.closed === undefined) return metadata;
  throw new AwsFault(
    'InvalidArgumentException',
    `Shard ${shardId} in stream ${stream.metadata.name} under account ${accountId} is closed; only open shards are split or merged.`,
  );
}

function checkDefinition({ name, shardCount, retentionHours }: StreamDefinition): void {
  if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(name)) {
    throw new AwsFault(
      'ValidationException',
      `1 validation error detected: Value '${name}' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ and have length between 1 and 128`,
    );
  }
  if (!Number.isInteger(shardCount) || shardCount < 1 || shardCount > SHARDS_MAX) {
    throw new AwsFault(
      'LimitExceededException',
      `A stream of the local twin has 1 to ${SHARDS_MAX} shards, not ${shardCount}.`,
    );
  }
  if (retentionHours < RETENTION_HOURS_MIN || retentionHours > RETENTION_HOURS_MAX) {
    throw new AwsFault(
      'InvalidArgumentException',
      `Retention is ${RETENTION_HOURS_MIN} to ${RETENTION_HOURS_MAX} hours, not ${retentionHours}.`,
    );
  }
}

/** Each shard keeps a file open. AWS's default quota is 500 to 20,000, by region. */
export const SHARDS_MAX = 500;

function exists(name: string, accountId: string): AwsFault {
  return new AwsFault(
    'ResourceInUseException',
    `Stream ${name} under account ${accountId} already exists.`,
  );
}
