import * as fs from 'node:fs';
import { join } from 'node:path';
import { openDurableMap } from '../durable-map.ts';
import { AwsFault } from '../service.ts';
import type { EngineContext } from './engine-context.ts';
import { openLiveStream, type LiveStream } from './live-stream.ts';
import { streamSchema, type StreamMetadata } from './stream-metadata.ts';

/** The streams there are. What it is told is on disk before it returns. */
export interface StreamCatalogue {
  /** Throws ResourceNotFoundException. */
  get(name: string): LiveStream;
  find(name: string): LiveStream | undefined;
  /** By name. */
  all(): readonly LiveStream[];
  create(metadata: StreamMetadata): LiveStream;
  /** Replaces a stream's metadata. Folders of shards that are gone from it are removed. */
  change(metadata: StreamMetadata): void;
  remove(name: string): void;
  close(): void;
}

/** Opens `dir` and removes what a crash left of deleted streams. */
export function openStreamCatalogue(dir: string, context: EngineContext): StreamCatalogue {
  const path = join(dir, 'streams.jsonl');
  const stored = openDurableMap({ path, schema: streamSchema, log: context.log });
  const open = (metadata: StreamMetadata): LiveStream =>
    openLiveStream(metadata, folderOf(dir, metadata), context);
  removeStrays(
    join(dir, 'streams'),
    [...stored.entries()].map(([, each]) => folderName(each)),
  );
  const live = new Map([...stored.entries()].map(([name, each]) => [name, open(each)]));
  const get = (name: string): LiveStream => live.get(name) ?? notFound(name, context.accountId);
  return {
    get,
    find: (name) => live.get(name),
    all: () => [...live.values()].toSorted((a, b) => compare(a.metadata.name, b.metadata.name)),
    create(metadata) {
      stored.set(metadata.name, metadata);
      const stream = open(metadata);
      live.set(metadata.name, stream);
      return stream;
    },
    change(metadata) {
      const stream = get(metadata.name);
      const before = [...stream.shards.values()];
      stored.set(metadata.name, metadata);
      stream.become(metadata);
      for (const { id, metadata: shard } of before) {
        if (stream.shards.has(shard.index)) continue;
        fs.rmSync(join(folderOf(dir, metadata), id), { recursive: true, force: true });
      }
    },
    remove(name) {
      const stream = get(name);
      stored.delete(name);
      live.delete(name);
      stream.close();
      fs.rmSync(folderOf(dir, stream.metadata), { recursive: true, force: true });
    },
    close() {
      for (const stream of live.values()) stream.close();
      stored.close();
    },
  };
}

function notFound(name: string, accountId: string): never {
  throw new AwsFault(
    'ResourceNotFoundException',
    `Stream ${name} under account ${accountId} not found.`,
  );
}

/** A stream made anew under an old name gets a folder of its own. */
function folderName({ name, createdAt }: StreamMetadata): string {
  return `${name}@${createdAt}`;
}

function folderOf(dir: string, metadata: StreamMetadata): string {
  return join(dir, 'streams', folderName(metadata));
}

function removeStrays(dir: string, known: readonly string[]): void {
  if (!fs.existsSync(dir)) return;
  for (const name of fs.readdirSync(dir)) {
    if (!known.includes(name)) fs.rmSync(join(dir, name), { recursive: true, force: true });
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
