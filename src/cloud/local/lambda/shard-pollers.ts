import { messageOf } from '../../../runtime/errors.ts';
import type { ShardInfo, ShardPosition } from '../kinesis/kinesis-engine.ts';
import type { MappingOptions } from './event-source-mapping.ts';
import { startShardPoller, type LaneBatch, type ShardPoller } from './shard-poller.ts';

/** The pollers of one mapping, one a shard that is due. */
export interface ShardPollers {
  /** Something was appended to the shard, or it is new. */
  wake(shardId: string): void;
  caughtUp(): boolean;
  stop(): Promise<void>;
}

export interface ShardPollersOptions extends MappingOptions {
  readonly process: (shardId: string, batch: LaneBatch) => Promise<void>;
  readonly onQuiet: () => void;
}

interface Pool {
  readonly pollers: Map<string, ShardPoller>;
  readonly finished: Set<string>;
  stopped: boolean;
}

/**
 * Starts a poller for every shard whose parents are read to their end or gone, so that records of a
 * partition key are given in order across a split or a merge.
 */
export function startShardPollers(options: ShardPollersOptions): ShardPollers {
  const pool: Pool = { pollers: new Map(), finished: new Set(), stopped: false };
  startDue(pool, options);
  return {
    wake(shardId) {
      const poller = pool.pollers.get(shardId);
      if (poller === undefined) startDue(pool, options);
      else poller.wake();
    },
    caughtUp: () =>
      [...pool.pollers.values()].every((poller) => poller.caughtUp()) &&
      options.engine.shards(options.mapping.stream).every(({ shardId }) => isKnown(pool, shardId)),
    async stop() {
      pool.stopped = true;
      await Promise.all([...pool.pollers.values()].map((poller) => poller.stop()));
      pool.pollers.clear();
    },
  };
}

/** Counted by the stream itself: what is gone with an old file, unread, is not among them. */
export function undoneRecords({ mapping, engine, checkpoints }: MappingOptions): number {
  return engine.shards(mapping.stream).reduce((sum, { shardId, parentShardId }) => {
    const checkpoint = checkpoints.load(mapping.id, shardId);
    if (checkpoint?.type === 'finished') return sum;
    const first = parentShardId === undefined ? mapping.startingPosition : OLDEST;
    return sum + engine.countFrom(mapping.stream, shardId, checkpoint?.position ?? first);
  }, 0);
}

const OLDEST: ShardPosition = { type: 'TRIM_HORIZON' };

function isKnown({ pollers, finished }: Pool, shardId: string): boolean {
  return pollers.has(shardId) || finished.has(shardId);
}

function startDue(pool: Pool, options: ShardPollersOptions): void {
  if (pool.stopped) return;
  const shards = options.engine.shards(options.mapping.stream);
  const held = new Set(shards.map((shard) => shard.shardId));
  const isOver = (id: string | undefined): boolean =>
    id === undefined || pool.finished.has(id) || !held.has(id);
  for (const shard of shards) {
    const due = isOver(shard.parentShardId) && isOver(shard.adjacentParentShardId);
    if (due && !isKnown(pool, shard.shardId)) start(pool, shard, options);
  }
}

function start(pool: Pool, shard: ShardInfo, options: ShardPollersOptions): void {
  const { mapping, engine, checkpoints, log } = options;
  const { shardId } = shard;
  const from = startOf(shard, pool.finished, options);
  if (from === undefined) {
    pool.finished.add(shardId);
    return;
  }
  const poller = startShardPoller({
    shardId,
    from,
    batchSize: mapping.batchSize,
    batchingWindowMs: mapping.maximumBatchingWindowSeconds * 1_000,
    parallelizationFactor: mapping.parallelizationFactor,
    clock: options.clock,
    onRead: (last) => options.onRead?.(mapping.stream, options.clock.now() - last.arrivedAt),
    read: (position, limit) => engine.read(mapping.stream, shardId, { from: position, limit }),
    process: (batch) => options.process(shardId, batch),
    onCheckpoint: (position) => checkpoints.save(mapping.id, shardId, { type: 'at', position }),
    onFinished: () => {
      checkpoints.save(mapping.id, shardId, { type: 'finished' });
      pool.finished.add(shardId);
      pool.pollers.delete(shardId);
      startDue(pool, options);
      options.onQuiet();
    },
    onQuiet: () => options.onQuiet(),
    onError: (error) => {
      const text = `Mapping ${mapping.id} stopped reading ${shardId}: ${messageOf(error)}`;
      log({ level: 'error', area: 'lambda', text });
    },
  });
  pool.pollers.set(shardId, poller);
}

/** Where to begin in a shard; undefined when it is already done. */
function startOf(
  shard: ShardInfo,
  finished: ReadonlySet<string>,
  options: MappingOptions,
): ShardPosition | undefined {
  const { mapping, engine, checkpoints } = options;
  const checkpoint = checkpoints.load(mapping.id, shard.shardId);
  if (checkpoint?.type === 'finished') return undefined;
  if (checkpoint !== undefined) return checkpoint.position;
  const child = shard.parentShardId !== undefined && finished.has(shard.parentShardId);
  if (child || mapping.startingPosition.type !== 'LATEST') {
    return child ? { type: 'TRIM_HORIZON' } : mapping.startingPosition;
  }
  // LATEST means the tip when the mapping was created, also after a restart: note the place now.
  const { next } = engine.read(mapping.stream, shard.shardId, {
    from: { type: 'LATEST' },
    limit: 1,
  });
  if (next !== undefined)
    checkpoints.save(mapping.id, shard.shardId, { type: 'at', position: next });
  return next;
}
