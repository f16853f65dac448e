import { join } from 'node:path';
import { AwsFault } from '../service.ts';
import { hexHashKey, type HexHashKey } from './hash-key.ts';
import type { EngineContext } from './engine-context.ts';
import type { ReadRequest, ShardInfo, ShardPosition, ShardRead } from './kinesis-engine.ts';
import { createSequenceNumbers, type SequenceNumbers } from './sequence-number.ts';
import { openShardLog, type ShardLog } from './shard-log.ts';
import { shardIdOf, type ShardMetadata } from './stream-metadata.ts';
import { createThroughput, READ_LIMIT, WRITE_LIMIT, type Throughput } from './throughput.ts';

/** A shard with its records at hand. */
export interface LiveShard {
  readonly id: string;
  readonly metadata: ShardMetadata;
  readonly startKey: HexHashKey;
  readonly endKey: HexHashKey;
  readonly sequence: SequenceNumbers;
  readonly log: ShardLog;
  readonly writeThroughput: Throughput;
  readonly readThroughput: Throughput;
}

/** Most data of one read, bytes; AWS's GetRecords has the same. */
const READ_BYTES_MAX = 10 * 1024 * 1024;

export function openLiveShard(
  metadata: ShardMetadata,
  streamDir: string,
  context: EngineContext,
): LiveShard {
  const id = shardIdOf(metadata.index);
  const sequence = createSequenceNumbers(metadata);
  const { log, segmentBytesMax } = context;
  return {
    id,
    metadata,
    startKey: hexHashKey(BigInt(metadata.startingHashKey)),
    endKey: hexHashKey(BigInt(metadata.endingHashKey)),
    sequence,
    log: openShardLog({ dir: join(streamDir, id), sequence, log, segmentBytesMax }),
    writeThroughput: createThroughput(WRITE_LIMIT, context.clock.now()),
    readThroughput: createThroughput(READ_LIMIT, context.clock.now()),
  };
}

/** Reads on from a position; records that arrived before `horizon` have expired. */
export function readShard(
  shard: LiveShard,
  { from, limit }: ReadRequest,
  time: { readonly now: number; readonly horizon: number },
): ShardRead {
  const { log, sequence } = shard;
  const start = Math.max(ordinalFor(shard, from), oldestOrdinal(log, time.horizon));
  const records = log.read(start, { limit, bytesMax: READ_BYTES_MAX });
  const last = records.at(-1);
  const lastOrdinal = last === undefined ? undefined : sequence.ordinalOf(last.sequenceNumber);
  const read = lastOrdinal ?? start - 1;
  const isAtEnd = read + 1 >= log.extent().nextOrdinal;
  const ended = isAtEnd && shard.metadata.closed !== undefined;
  return {
    records,
    next: ended
      ? undefined
      : { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: sequence.of(Math.max(0, read)) },
    millisBehindLatest: isAtEnd || last === undefined ? 0 : Math.max(0, time.now - last.arrivedAt),
  };
}

/** Records from a position to the end, without those that arrived before `horizon`. */
export function countFrom(shard: LiveShard, from: ShardPosition, horizon: number): number {
  const { log } = shard;
  const start = Math.max(ordinalFor(shard, from), oldestOrdinal(log, horizon));
  return Math.max(0, log.extent().nextOrdinal - start);
}

/** Reads within the shard's limit, or throws what AWS answers when it is used up. */
export function meterRead(
  shard: LiveShard,
  context: EngineContext,
  read: () => ShardRead,
): ShardRead {
  if (!shard.readThroughput.admit(context.clock.now())) {
    throw new AwsFault(
      'ProvisionedThroughputExceededException',
      `Rate exceeded for shard ${shard.id} under account ${context.accountId}: 5 reads or 2 MiB a second.`,
    );
  }
  const result = read();
  shard.readThroughput.charge(result.records.reduce((sum, { data }) => sum + data.length, 0));
  return result;
}

export function describeShard({ id, metadata, sequence }: LiveShard): ShardInfo {
  const { parent, adjacentParent, closed } = metadata;
  return {
    shardId: id,
    ...(parent === undefined ? {} : { parentShardId: shardIdOf(parent) }),
    ...(adjacentParent === undefined ? {} : { adjacentParentShardId: shardIdOf(adjacentParent) }),
    startingHashKey: metadata.startingHashKey,
    endingHashKey: metadata.endingHashKey,
    startingSequenceNumber: sequence.of(0),
    ...(closed === undefined
      ? {}
      : { endingSequenceNumber: sequence.of(closed.nextOrdinal), closedAt: closed.at }),
    createdAt: metadata.createdAt,
  };
}

/** Ordinal of the oldest record that has not expired. */
function oldestOrdinal(log: ShardLog, horizon: number): number {
  const { firstArrivedAt, firstOrdinal } = log.extent();
  const isExpired = firstArrivedAt !== undefined && firstArrivedAt < horizon;
  return isExpired ? log.ordinalAt(horizon) : firstOrdinal;
}

/** A place past the end (the machine crashed, and the end was lost) counts as the end. */
function ordinalFor(shard: LiveShard, from: ShardPosition): number {
  const { firstOrdinal, nextOrdinal } = shard.log.extent();
  if (from.type === 'TRIM_HORIZON') return firstOrdinal;
  if (from.type === 'LATEST') return nextOrdinal;
  if (from.type === 'AT_TIMESTAMP') return shard.log.ordinalAt(from.timestamp);
  const named = ordinalIn(shard, from.sequenceNumber);
  return Math.min(nextOrdinal, from.type === 'AFTER_SEQUENCE_NUMBER' ? named + 1 : named);
}

function ordinalIn({ id, sequence }: LiveShard, sequenceNumber: string): number {
  const ordinal = sequence.ordinalOf(sequenceNumber);
  if (ordinal !== undefined) return ordinal;
  throw new AwsFault(
    'InvalidArgumentException',
    `StartingSequenceNumber ${sequenceNumber} used in GetShardIterator on shard ${id} is invalid: it is not a sequence number of this shard.`,
  );
}
