import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../../runtime/log.ts';
import { AwsFault } from '../service.ts';
import { openBucketStore, type BucketStore } from './bucket-store.ts';

/** All buckets of the twin. */
export interface Buckets {
  /** @throws AwsFault `NoSuchBucket` */
  get(name: string): BucketStore;
  /** Makes the bucket unless it is there; whether it was made. */
  ensure(name: string): boolean;
  /** @throws AwsFault `NoSuchBucket`, `BucketNotEmpty` */
  remove(name: string): void;
  list(): readonly { readonly name: string; readonly created: number }[];
  close(): void;
}

export function openBuckets(dir: string, log: Log): Buckets {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const open = new Map<string, BucketStore>();
  for (const name of readdirSync(dir)) open.set(name, openBucketStore(join(dir, name), log));
  const get = (name: string): BucketStore => {
    const store = open.get(name);
    if (store === undefined) throw noSuchBucket();
    return store;
  };
  return {
    get,
    ensure(name) {
      if (open.has(name)) return false;
      open.set(name, openBucketStore(join(dir, name), log));
      return true;
    },
    remove(name) {
      const store = get(name);
      if (store.keys().length > 0) {
        throw new AwsFault('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
      }
      store.close();
      open.delete(name);
      rmSync(join(dir, name), { recursive: true, force: true });
    },
    list: () =>
      [...open.keys()].toSorted().map((name) => {
        const path = join(dir, name);
        return { name, created: existsSync(path) ? statSync(path).birthtimeMs : 0 };
      }),
    close: () => open.forEach((store) => store.close()),
  };
}

function noSuchBucket(): AwsFault {
  return new AwsFault('NoSuchBucket', 'The specified bucket does not exist', 404);
}
