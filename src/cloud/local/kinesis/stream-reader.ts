import type { EngineContext } from './engine-context.ts';
import type { KinesisEngine, KinesisRecord, ReadRequest, ShardRead } from './kinesis-engine.ts';
import { countFrom, describeShard, meterRead, readShard, type LiveShard } from './live-shard.ts';
import { shardOf, type LiveStream } from './live-stream.ts';
import { horizonOf } from './retention.ts';
import type { StreamCatalogue } from './stream-catalogue.ts';

type Reader = Pick<KinesisEngine, 'read' | 'readMetered' | 'countFrom' | 'shards'>;

export function createStreamReader(catalogue: StreamCatalogue, context: EngineContext): Reader {
  const readFrom = (stream: LiveStream, shard: LiveShard, request: ReadRequest): ShardRead => {
    const now = context.clock.now();
    return readShard(shard, request, { now, horizon: horizonOf(stream.metadata, now) });
  };
  return {
    shards: (stream) => [...catalogue.get(stream).shards.values()].map(describeShard),
    read(name, shardId, request) {
      const stream = catalogue.get(name);
      return readFrom(stream, shardOf(stream, shardId, context.accountId), request);
    },
    readMetered(name, shardId, request) {
      const stream = catalogue.get(name);
      const shard = shardOf(stream, shardId, context.accountId);
      const read = context.enforceThroughput
        ? meterRead(shard, context, () => readFrom(stream, shard, request))
        : readFrom(stream, shard, request);
      context.onRead?.(name, ageOf(read.records, context.clock.now()));
      return read;
    },
    countFrom(name, shardId, from) {
      const stream = catalogue.get(name);
      const horizon = horizonOf(stream.metadata, context.clock.now());
      return countFrom(shardOf(stream, shardId, context.accountId), from, horizon);
    },
  };
}

function ageOf(records: readonly KinesisRecord[], now: number): number {
  return now - (records.at(-1)?.arrivedAt ?? now);
}
