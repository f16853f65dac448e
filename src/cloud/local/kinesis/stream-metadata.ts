import { z } from 'zod';
import { evenBorders, HASH_KEY_END } from './hash-key.ts';
import type { StreamDefinition } from './kinesis-engine.ts';

/** Hash keys as decimal text: JSON has no 128-bit numbers. */
const hashKeySchema = z.string().regex(/^\d{1,39}$/);

const shardSchema = z.strictObject({
  index: z.int().min(0),
  parent: z.int().min(0).optional(),
  adjacentParent: z.int().min(0).optional(),
  startingHashKey: hashKeySchema,
  endingHashKey: hashKeySchema,
  createdAt: z.number(),
  /** Present once a split or a merge has closed the shard; `nextOrdinal` ends its records. */
  closed: z.strictObject({ at: z.number(), nextOrdinal: z.number() }).optional(),
});

/** What the catalogue of streams keeps of one stream. */
export const streamSchema = z.strictObject({
  name: z.string(),
  mode: z.enum(['PROVISIONED', 'ON_DEMAND']),
  retentionHours: z.number(),
  recordKibMax: z.number(),
  createdAt: z.number(),
  tags: z.record(z.string(), z.string()),
  nextShardIndex: z.int(),
  shards: z.array(shardSchema),
});

export type ShardMetadata = Readonly<z.infer<typeof shardSchema>>;
export type StreamMetadata = Readonly<z.infer<typeof streamSchema>>;

/** `shardId-000000000003`. */
export function shardIdOf(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`;
}

/** A stream before its first record. Record size limit: 1 MiB unless raised. */
export function newStream(definition: StreamDefinition, now: number): StreamMetadata {
  const { name, shardCount, mode, retentionHours } = definition;
  const borders = evenBorders(shardCount);
  const shards = borders.slice(0, -1).map((start, index) => ({
    index,
    startingHashKey: String(start),
    endingHashKey: String((borders[index + 1] ?? HASH_KEY_END) - 1n),
    createdAt: now,
  }));
  return {
    name,
    mode,
    retentionHours,
    recordKibMax: 1024,
    createdAt: now,
    tags: {},
    nextShardIndex: shardCount,
    shards,
  };
}

/** The shards that take records, by hash key. */
export function openShards(stream: StreamMetadata): readonly ShardMetadata[] {
  return stream.shards
    .filter((shard) => shard.closed === undefined)
    .toSorted((a, b) => (BigInt(a.startingHashKey) < BigInt(b.startingHashKey) ? -1 : 1));
}
