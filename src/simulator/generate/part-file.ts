import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Bytes that may wait for the disk before the producer has to. */
const QUEUE_BYTES_MAX = 1_048_576;

/** A file that is being written. */
export interface PartFile {
  /** Resolves when there was room for it, so that the next chunk is made while this one is written. */
  write(chunk: Uint8Array): Promise<void>;
  /** Resolves when the last byte was taken by the file. */
  close(): Promise<void>;
  /** Gives up; once it resolves, what was written is its owner's to remove. */
  destroy(): Promise<void>;
}

/** Opens a file for writing from its beginning; its folder is made when missing. */
export async function openPartFile(path: string, gzip: boolean): Promise<PartFile> {
  await mkdir(dirname(path), { recursive: true });
  const file = createWriteStream(path, { highWaterMark: QUEUE_BYTES_MAX });
  const gzipped = gzip ? createGzip() : undefined;
  const head: Writable = gzipped ?? file;
  const done = gzipped === undefined ? finished(file) : pipeline(gzipped, file);
  let room: Promise<unknown> = Promise.resolve();
  // Both are told to whoever writes or closes next; without a listener the process would end before.
  done.catch(() => undefined);
  return {
    async write(chunk) {
      await room;
      if (head.destroyed) return done;
      if (head.write(chunk)) return;
      room = once(head, 'drain');
      room.catch(() => undefined);
    },
    async close() {
      head.end();
      await done;
    },
    async destroy() {
      head.destroy();
      file.destroy();
      // A file that is still being opened would come to be after its removal.
      if (!file.closed) await new Promise<void>((resolve) => file.once('close', () => resolve()));
    },
  };
}
