import type { EngineContext } from './engine-context.ts';
import type { LiveShard } from './live-shard.ts';
import type { LiveStream } from './live-stream.ts';
import type { StreamCatalogue } from './stream-catalogue.ts';
import type { StreamMetadata } from './stream-metadata.ts';

const HOUR_MS = 3_600_000;

/** Records that arrived before this instant have expired. */
export function horizonOf(stream: StreamMetadata, now: number): number {
  return now - stream.retentionHours * HOUR_MS;
}

/** Removes expired records and closed shards, then the oldest records beyond `diskBytesMax`. */
export function trimStreams(
  catalogue: StreamCatalogue,
  diskBytesMax: number,
  context: EngineContext,
): void {
  const now = context.clock.now();
  for (const stream of catalogue.all()) trimExpired(stream, catalogue, now);
  const shards = catalogue.all().flatMap((stream) => [...stream.shards.values()]);
  let bytes = shards.reduce((sum, shard) => sum + shard.log.extent().bytes, 0);
  while (bytes > diskBytesMax) {
    const freed = dropOldest(shards);
    if (freed === 0) return;
    bytes -= freed;
    context.log({
      level: 'warn',
      area: 'kinesis',
      text: `The streams hold more than ${diskBytesMax} bytes; dropped records before their retention ended`,
      fields: { bytes: freed },
    });
  }
}

function trimExpired(stream: LiveStream, catalogue: StreamCatalogue, now: number): void {
  const { metadata } = stream;
  const horizon = horizonOf(metadata, now);
  for (const shard of stream.shards.values()) shard.log.dropExpired(horizon);
  const kept = metadata.shards.filter(({ closed }) => closed === undefined || closed.at >= horizon);
  if (kept.length < metadata.shards.length) catalogue.change({ ...metadata, shards: kept });
}

/** Drops one segment of the shard whose oldest record is the oldest; returns the bytes freed. */
function dropOldest(shards: readonly LiveShard[]): number {
  const byAge = shards.toSorted((a, b) => arrival(a) - arrival(b));
  for (const { log } of byAge) {
    const before = log.extent().bytes;
    if (log.dropOldest()) return before - log.extent().bytes;
  }
  return 0;
}

function arrival({ log }: LiveShard): number {
  return log.extent().firstArrivedAt ?? Number.POSITIVE_INFINITY;
}
