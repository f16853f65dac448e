import { errnoOf, messageOf } from '../../../runtime/errors.ts';
import { AwsFault } from '../service.ts';
import type { EngineContext } from './engine-context.ts';
import { hashKeyOf, type HexHashKey } from './hash-key.ts';
import type { PutEntry, PutOutcome, StreamInfo } from './kinesis-engine.ts';
import { openLiveShard, type LiveShard } from './live-shard.ts';
import { explicitKey } from './put-limits.ts';
import { openShards, shardIdOf, type StreamMetadata } from './stream-metadata.ts';

/** A stream with its shards open. */
export interface LiveStream {
  readonly metadata: StreamMetadata;
  /** All shards, closed ones too, by index. */
  readonly shards: ReadonlyMap<number, LiveShard>;
  /** One outcome an entry, in order; records of one shard are written together, in order. */
  put(entries: readonly PutEntry[]): readonly PutOutcome[];
  /** Takes on changed metadata: opens the shards that are new in it, closes those gone from it. */
  become(metadata: StreamMetadata): void;
  close(): void;
}

/** Partition keys whose shard is remembered; devices are few and come again and again. */
const ROUTES_MAX = 16_384;

export function openLiveStream(
  start: StreamMetadata,
  dir: string,
  context: EngineContext,
): LiveStream {
  let metadata = start;
  const shards = new Map<number, LiveShard>();
  const router = createRouter();
  const become = (next: StreamMetadata): void => {
    metadata = next;
    for (const shard of next.shards) {
      const live = shards.get(shard.index);
      shards.set(
        shard.index,
        live === undefined ? openLiveShard(shard, dir, context) : { ...live, metadata: shard },
      );
    }
    const kept = new Set(next.shards.map((shard) => shard.index));
    for (const [index, shard] of shards) {
      if (kept.has(index)) continue;
      shard.log.close();
      shards.delete(index);
    }
    router.reset(openShards(next).flatMap(({ index }) => shards.get(index) ?? []));
  };
  become(start);
  return {
    get metadata() {
      return metadata;
    },
    shards,
    put(entries) {
      const outcomes = Array.from<PutOutcome>({ length: entries.length });
      for (const [shard, places] of placesByShard(entries, router)) {
        const { openShardCount } = router;
        putInto({ shard, places, entries, outcomes, openShardCount }, metadata.name, context);
      }
      return outcomes;
    },
    become,
    close() {
      for (const shard of shards.values()) shard.log.close();
    },
  };
}

export function describeStream(metadata: StreamMetadata, context: EngineContext): StreamInfo {
  const { name, mode, retentionHours, recordKibMax, createdAt, tags } = metadata;
  return {
    name,
    arn: `arn:aws:kinesis:${context.region}:${context.accountId}:stream/${name}`,
    mode,
    retentionHours,
    recordKibMax,
    createdAt,
    tags,
    openShardCount: openShards(metadata).length,
  };
}

/** The shard with this id; throws the fault that AWS answers when there is none. */
export function shardOf(stream: LiveStream, shardId: string, accountId: string): LiveShard {
  const index = Number.parseInt(shardId.slice('shardId-'.length), 10);
  const shard = stream.shards.get(index);
  if (shard !== undefined && shardIdOf(index) === shardId) return shard;
  throw new AwsFault(
    'ResourceNotFoundException',
    `Could not find shard ${shardId} in stream ${stream.metadata.name} under account ${accountId}.`,
  );
}

interface Router {
  readonly openShardCount: number;
  reset(open: readonly LiveShard[]): void;
  shardFor(entry: PutEntry): LiveShard;
}

function createRouter(): Router {
  const routes = new Map<string, LiveShard>();
  let open: readonly LiveShard[] = [];
  const find = (key: HexHashKey): LiveShard =>
    open.find((shard) => key <= shard.endKey) as LiveShard;
  return {
    get openShardCount() {
      return open.length;
    },
    reset(shards) {
      open = shards;
      routes.clear();
    },
    shardFor({ partitionKey, explicitHashKey }) {
      if (explicitHashKey !== undefined) return find(explicitKey(explicitHashKey));
      const known = routes.get(partitionKey);
      if (known !== undefined) return known;
      const shard = find(hashKeyOf(partitionKey));
      if (routes.size >= ROUTES_MAX) routes.clear();
      routes.set(partitionKey, shard);
      return shard;
    },
  };
}

function placesByShard(entries: readonly PutEntry[], router: Router): Map<LiveShard, number[]> {
  const byShard = new Map<LiveShard, number[]>();
  entries.forEach((entry, place) => {
    const shard = router.shardFor(entry);
    const places = byShard.get(shard);
    if (places === undefined) byShard.set(shard, [place]);
    else places.push(place);
  });
  return byShard;
}

interface ShardBatch {
  readonly shard: LiveShard;
  readonly entries: readonly PutEntry[];
  /** Which of `entries` go to this shard, and where their outcomes belong. */
  readonly places: readonly number[];
  readonly outcomes: PutOutcome[];
  readonly openShardCount: number;
}

function putInto(batch: ShardBatch, stream: string, context: EngineContext): void {
  const { shard, entries, outcomes } = batch;
  const now = context.clock.now();
  const admitted = context.enforceThroughput ? admit(batch, stream, context) : batch.places;
  if (admitted.length === 0) return;
  const taken = admitted.map((place) => entries[place] as PutEntry);
  try {
    shard.log.append(taken, now).forEach(({ sequenceNumber }, i) => {
      outcomes[admitted[i] as number] = { shardId: shard.id, sequenceNumber };
    });
    shard.log.shrinkTail(context.tailBytesMax / batch.openShardCount);
    context.notify(stream, shard.id);
  } catch (error) {
    const errorMessage = `Cannot write to shard ${shard.id} of stream ${stream}: ${messageOf(error)}`;
    const fields = { stream, shard: shard.id, errno: errnoOf(error) ?? '' };
    context.log({ level: 'error', area: 'kinesis', text: errorMessage, fields });
    for (const place of admitted) outcomes[place] = { errorCode: 'InternalFailure', errorMessage };
  }
}

/** The places whose records the shard still has room for in this second; refuses the others. */
function admit(batch: ShardBatch, stream: string, context: EngineContext): readonly number[] {
  const { shard, entries, places, outcomes } = batch;
  const now = context.clock.now();
  return places.filter((place) => {
    const { data, partitionKey } = entries[place] as PutEntry;
    if (shard.writeThroughput.take(data.length + partitionKey.length, now)) return true;
    outcomes[place] = {
      errorCode: 'ProvisionedThroughputExceededException',
      errorMessage: `Rate exceeded for shard ${shard.id} in stream ${stream} under account ${context.accountId}.`,
    };
    return false;
  });
}
