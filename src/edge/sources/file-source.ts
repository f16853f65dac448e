import { open, readFile } from 'node:fs/promises';
import { closeSync, constants, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { sleep, type Clock } from '../../runtime/clock.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { createLineReader } from './line-reader.ts';
import type { ReadingMapper } from './reading-mapper.ts';
import type { OnMalformed, Source } from './source.ts';

export interface FileSourceOptions {
  readonly path: string;
  /** Stays at the end and reads what is appended, as `tail -F` does. */
  readonly follow: boolean;
  /** Where a followed file remembers how far it was read, so that a restart goes on there. */
  readonly positionPath: string;
  readonly map: ReadingMapper;
  readonly clock: Clock;
  readonly onMalformed: OnMalformed;
}

/** How often a followed file is looked at, ms. */
const LOOK_EVERY_MS = 250;
const CHUNK_BYTES = 65_536;

/**
 * Readings of a file of JSON lines. Followed, it goes on with what is appended, after a restart from
 * where it was; the lines of the last moments before a kill may be read twice. A file that was
 * replaced or cut is read from its beginning.
 */
export function createFileSource(options: FileSourceOptions): Source {
  return { name: options.path, run: (take, signal) => follow(options, take, signal) };
}

async function follow(
  options: FileSourceOptions,
  take: (reading: Reading) => void,
  signal: AbortSignal,
): Promise<void> {
  const { path, clock, positionPath } = options;
  let file = await openFile(path);
  const position = options.follow ? await openPosition(positionPath, file) : undefined;
  let { offset } = position ?? START;
  let lines = readBytes(options, position ?? START);
  try {
    while (!signal.aborted) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, offset); // prettier-ignore
      if (bytesRead > 0) {
        const chunk = buffer.subarray(0, bytesRead);
        lines.feed(chunk, take);
        const whole = chunk.lastIndexOf(NEWLINE) + 1;
        if (whole > 0) position?.save(offset + whole, lines.count());
        offset += bytesRead;
      } else if (!options.follow) {
        lines.end(take);
        return;
      } else if (await isReplaced(path, file, offset)) {
        await file.close();
        file = await openFile(path);
        ({ offset } = START);
        lines = readBytes(options, START);
        await position?.begin(file);
      } else await sleep(clock, LOOK_EVERY_MS, signal).catch(() => undefined);
    }
  } finally {
    await file.close();
    position?.close();
  }
}

const NEWLINE = 0x0a;
const START = { offset: 0, lines: 0 };

/** The readings of the bytes of a file, from a line's beginning on. */
function readBytes(options: FileSourceOptions, from: { readonly lines: number }) {
  const lines = createLineReader({ ...options, name: options.path, linesBefore: from.lines });
  const decoder = new StringDecoder('utf8');
  return {
    feed: (chunk: Buffer, take: (reading: Reading) => void): void =>
      lines.feed(decoder.write(chunk), take),
    end: (take: (reading: Reading) => void): void => lines.end(take),
    /** Lines that have ended. */
    count: () => lines.lines,
  };
}

/** How far a file was read; of another file than the one that it was kept for, nothing. */
async function openPosition(path: string, file: OpenFile) {
  const { ino, size } = await file.stat();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const known = await readFile(path, 'utf8').catch(() => '');
  const [knownIno, knownOffset = 0, knownLines = 0] = known.trim().split(/ +/u).map(Number);
  const place = { ino, fd: openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600) };
  const save = (offset: number, lines: number): void => {
    // Of fixed width, so that a write replaces the one before it whole.
    const fields = [place.ino, offset, lines].map((field) => String(field).padStart(20));
    writeSync(place.fd, `${fields.join(' ')}\n`, 0);
  };
  const isKnown = knownIno === ino && knownOffset <= size;
  const [offset, lines] = isKnown ? [knownOffset, knownLines] : [0, 0];
  save(offset, lines);
  return {
    offset,
    /** Lines before the offset. */
    lines,
    save,
    async begin(next: OpenFile): Promise<void> {
      place.ino = (await next.stat()).ino;
      save(0, 0);
    },
    close: () => closeSync(place.fd),
  };
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
