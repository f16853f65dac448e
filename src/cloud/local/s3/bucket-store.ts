import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../../runtime/log.ts';
import { openDurableMap, type DurableMap } from '../durable-map.ts';

/** What is known of an object beside its bytes. */
const objectSchema = z.strictObject({
  file: z.string(),
  size: z.number(),
  /** Without the quotes. */
  etag: z.string(),
  /** Ms since the epoch. */
  lastModified: z.number(),
  contentType: z.string(),
  /** `x-amz-meta-*` headers, without that prefix. */
  metadata: z.record(z.string(), z.string()),
});
export type StoredObject = z.output<typeof objectSchema>;

/** One bucket: objects as files of their own, and a table of their keys. */
export interface BucketStore {
  put(key: string, object: PutObject): StoredObject;
  get(key: string): StoredObject | undefined;
  read(object: StoredObject): Buffer;
  delete(key: string): void;
  /** Keys in order of their UTF-8 bytes, as S3 lists them. */
  keys(): readonly string[];
  close(): void;
}

interface PutObject extends Pick<StoredObject, 'contentType' | 'metadata'> {
  readonly body: Uint8Array;
  /** Of a multipart upload, whose ETag is no hash of the whole. */
  readonly etag?: string;
  readonly now: number;
}

/** Opens a bucket's folder, made when missing; what a crash left half written is removed. */
export function openBucketStore(dir: string, log: Log): BucketStore {
  const objects = join(dir, 'objects');
  mkdirSync(objects, { recursive: true, mode: 0o700 });
  const table = openDurableMap({ path: join(dir, 'keys.ndjson'), schema: objectSchema, log });
  removeStrays(objects, table);
  let count = 0;
  let sorted: readonly string[] | undefined;
  return {
    put(key, { body, etag, now, contentType, metadata }) {
      const hash = createHash('md5').update(body).digest('hex');
      count += 1;
      const file = `${createHash('sha256').update(key).digest('hex').slice(0, 32)}-${now.toString(36)}-${count}`;
      writeFileSync(join(objects, `${file}.part`), body, { mode: 0o600 });
      renameSync(join(objects, `${file}.part`), join(objects, file));
      const before = table.get(key);
      const stored = {
        file,
        size: body.length,
        etag: etag ?? hash,
        lastModified: now,
        contentType,
        metadata,
      };
      table.set(key, stored);
      if (before === undefined) sorted = undefined;
      else rmSync(join(objects, before.file), { force: true });
      return stored;
    },
    get: (key) => table.get(key),
    read: ({ file }) => readFileSync(join(objects, file)),
    delete(key) {
      const object = table.get(key);
      if (object === undefined) return;
      table.delete(key);
      sorted = undefined;
      rmSync(join(objects, object.file), { force: true });
    },
    keys: () => (sorted ??= [...table.entries()].map(([key]) => key).toSorted(byBytes)),
    close: () => table.close(),
  };
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function removeStrays(objects: string, table: DurableMap<StoredObject>): void {
  const known = new Set([...table.entries()].map(([, { file }]) => file));
  for (const name of readdirSync(objects)) {
    if (!known.has(name)) rmSync(join(objects, name), { force: true });
  }
}
