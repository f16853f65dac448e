import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { sleep, type Clock } from '../../runtime/clock.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { createNdjsonSource } from './ndjson-source.ts';
import type { ReadingMapper } from './reading-mapper.ts';
import type { OnMalformed, Source } from './source.ts';

export interface FileSourceOptions {
  readonly path: string;
  /** Stays at the end and reads what is appended, as `tail -F` does. */
  readonly follow: boolean;
  readonly map: ReadingMapper;
  readonly clock: Clock;
  readonly onMalformed: OnMalformed;
}

/** How often a followed file is looked at, ms. */
const LOOK_EVERY_MS = 250;
const CHUNK_BYTES = 65_536;

/**
 * Readings of a file of JSON lines. Followed, it goes on with what is appended; a file that was
 * replaced or cut is read from its beginning.
 */
export function createFileSource(options: FileSourceOptions): Source {
  const { path, map, onMalformed } = options;
  return {
    name: path,
    async run(take, signal) {
      const input = Readable.from(chunks(options, signal), { objectMode: false });
      await createNdjsonSource({ name: path, input, map, onMalformed }).run(take, signal);
    },
  };
}

async function* chunks(
  { path, follow, clock }: FileSourceOptions,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  let file = await openFile(path);
  let offset = 0;
  try {
    while (!signal.aborted) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, offset); // prettier-ignore
      offset += bytesRead;
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      else if (!follow) return;
      else if (await isReplaced(path, file, offset)) {
        await file.close();
        file = await openFile(path);
        offset = 0;
      } else await sleep(clock, LOOK_EVERY_MS, signal).catch(() => undefined);
    }
  } finally {
    await file.close();
  }
}

type OpenFile = Awaited<ReturnType<typeof open>>;

async function openFile(path: string): Promise<OpenFile> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new PmSimError('edge/unreadable', `${path} cannot be read: ${messageOf(cause)}.`, {
      hint: 'Name a file of JSON lines in sources.',
      cause,
    });
  }
}

/** Another file stands under the name, or this one has become shorter than what was read of it. */
async function isReplaced(path: string, file: OpenFile, offset: number): Promise<boolean> {
  const mine = await file.stat();
  if (mine.size < offset) return true;
  const named = await open(path, 'r').catch(() => undefined);
  if (named === undefined) return false;
  const { ino } = await named.stat();
  await named.close();
  return ino !== mine.ino;
}
