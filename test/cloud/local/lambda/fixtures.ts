import { createRandom } from '../../../../src/runtime/random.ts';
import type { Clock } from '../../../../src/runtime/clock.ts';
import type {
  KinesisRecord,
  ShardInfo,
  ShardPosition,
} from '../../../../src/cloud/local/kinesis/kinesis-engine.ts';
import type { StreamSource } from '../../../../src/cloud/local/lambda/event-source-mapping.ts';
import {
  createFunctionRuntime,
  type FunctionRuntime,
} from '../../../../src/cloud/local/lambda/function-runtime.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import type { KinesisEvent } from '../../../../src/cloud/handlers/lambda.ts';

/** A record with sequence number `n`, written as the engine writes them. */
export function record(
  n: number,
  options: { key?: string; arrivedAt?: number } = {},
): KinesisRecord {
  return {
    sequenceNumber: sequence(n),
    partitionKey: options.key ?? 'wt-001',
    data: new TextEncoder().encode(`payload ${n}`),
    arrivedAt: options.arrivedAt ?? 0,
  };
}

export function sequence(n: number): string {
  return `${n}`.padStart(56, '0');
}

export function records(from: number, to: number): KinesisRecord[] {
  return Array.from({ length: to - from + 1 }, (_, at) => record(from + at));
}

/** Sequence numbers of an event, back as the small numbers that the tests count in. */
export function numbersOf(event: unknown): number[] {
  return (event as KinesisEvent).Records.map((each) => Number(each.kinesis.sequenceNumber));
}

export interface MemoryStream extends StreamSource {
  /** Appends to a shard and tells the listeners in the next turn, as the engine does. */
  append(shardId: string, ...added: readonly KinesisRecord[]): void;
  addShard(shard: Partial<ShardInfo> & { shardId: string }): void;
  close(shardId: string): void;
}

/** A stream that lives in memory: the calls that a mapping makes. */
export function memoryStream(...shardIds: readonly string[]): MemoryStream {
  const shards = new Map<string, { info: ShardInfo; records: KinesisRecord[] }>();
  const listeners = new Set<(stream: string, shardId: string) => void>();
  const tell = (shardId: string): void => {
    setImmediate(() => listeners.forEach((listener) => listener('telemetry', shardId)));
  };
  const addShard: MemoryStream['addShard'] = (shard) => {
    const info: ShardInfo = {
      startingHashKey: '0',
      endingHashKey: '1',
      startingSequenceNumber: sequence(0),
      createdAt: 0,
      ...shard,
    };
    shards.set(shard.shardId, { info, records: [] });
    tell(shard.shardId);
  };
  for (const shardId of shardIds) addShard({ shardId });
  const shardOf = (shardId: string): { info: ShardInfo; records: KinesisRecord[] } => {
    const shard = shards.get(shardId);
    if (shard === undefined) throw new Error(`no shard ${shardId}`);
    return shard;
  };
  return {
    addShard,
    append(shardId, ...added) {
      shardOf(shardId).records.push(...added);
      tell(shardId);
    },
    close(shardId) {
      const shard = shardOf(shardId);
      shard.info = { ...shard.info, endingSequenceNumber: sequence(999) };
      tell(shardId);
    },
    shards: () => [...shards.values()].map((shard) => shard.info),
    read(_stream, shardId, { from, limit }) {
      const shard = shardOf(shardId);
      const found = shard.records.filter((each) => isIn(each, from)).slice(0, limit);
      const last = found.at(-1) ?? (from.type === 'LATEST' ? shard.records.at(-1) : undefined);
      const atEnd = last === undefined || last === shard.records.at(-1);
      const closed = shard.info.endingSequenceNumber !== undefined;
      const resume: ShardPosition =
        last === undefined
          ? from.type === 'LATEST'
            ? { type: 'TRIM_HORIZON' }
            : from
          : { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: last.sequenceNumber };
      return { records: found, next: closed && atEnd ? undefined : resume, millisBehindLatest: 0 };
    },
    countFrom: (_stream, shardId, from) =>
      shardOf(shardId).records.filter((each) => isIn(each, from)).length,
    onAppend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function isIn(each: KinesisRecord, from: ShardPosition): boolean {
  if (from.type === 'LATEST') return false;
  if (from.type === 'AT_TIMESTAMP') return each.arrivedAt >= from.timestamp;
  if (from.type === 'AT_SEQUENCE_NUMBER') return each.sequenceNumber >= from.sequenceNumber;
  return from.type === 'TRIM_HORIZON' || each.sequenceNumber > from.sequenceNumber;
}

/** A runtime with one function, `score`. */
export function runtimeOf(
  handler: (event: unknown) => Promise<unknown>,
  clock: Clock,
): FunctionRuntime {
  const definition = {
    name: 'score',
    arn: 'arn:aws:lambda:eu-central-1:123456789012:function:score',
    timeoutMs: 1_000,
    memoryMb: 128,
    start: () => handler,
  };
  const random = createRandom('runtime');
  return createFunctionRuntime({ functions: [definition], clock, random, log: silentLog });
}

/** Lets everything that can happen without time passing happen. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
