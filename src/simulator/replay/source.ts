import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { errnoOf, messageOf, PmSimError } from '../../runtime/errors.ts';
import type { ReplayTally } from './report.ts';
import { recoded, textEncodingOf } from './text-encoding.ts';

/** A file as text bytes, unpacked, with its beginning already known. */
export interface ReplaySource {
  readonly head: string;
  readonly bytes: Readable;
}

/** How much is looked at to tell formats apart; a header line must end within it. */
const HEAD_BYTES = 65_536;

/**
 * Opens a plain or gzip file (told by its first bytes, not its name).
 * @throws PmSimError `replay/unreadable`, `replay/corrupt`, `replay/not-text`
 */
export async function openSource(file: string, tally: ReplayTally): Promise<ReplaySource> {
  const chunks = unpacked(file, tally)[Symbol.asyncIterator]();
  const kept: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    kept.push(next.value);
    size += next.value.length;
  }
  const start = Buffer.concat(kept);
  const encoding = textEncodingOf(start.subarray(0, HEAD_BYTES));
  tally.encoding = encoding;
  // A mark of the byte order is no text; the decoder leaves it out.
  const head = new TextDecoder(encoding).decode(start.subarray(0, HEAD_BYTES), { stream: true });
  if (head.includes('\u0000')) {
    throw new PmSimError('replay/not-text', `${file} is not text.`, {
      hint: 'Replay reads CSV and NDJSON, plain or gzip, in UTF-8, UTF-16 or Windows-1252.',
    });
  }
  const bytes = rejoined(start, chunks);
  const text = encoding === 'utf-8' ? bytes : recoded(bytes, encoding);
  return { head, bytes: Readable.from(text, { objectMode: false }) };
}

async function* rejoined(
  start: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (start.length > 0) yield start;
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
      yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* unpacked(file: string, tally: ReplayTally): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(file);
  try {
    const first = await firstChunk(raw);
    const whole = Readable.from(rejoined(first, raw[Symbol.asyncIterator]()), {
      objectMode: false,
    });
    const packed = first[0] === 0x1f && first[1] === 0x8b;
    yield* packed ? gunzipped(whole) : whole;
  } catch (error) {
    // A file that was cut off gives what it has; the report says that it was cut.
    if (errnoOf(error) === 'Z_BUF_ERROR') tally.truncated = true;
    else throw readFailure(file, error);
  } finally {
    raw.destroy();
  }
}

function gunzipped(packed: Readable): Readable {
  const gunzip = createGunzip();
  packed.once('error', (error) => gunzip.destroy(error));
  return packed.pipe(gunzip);
}

async function firstChunk(raw: Readable): Promise<Uint8Array> {
  const iterator = raw.iterator({ destroyOnReturn: false });
  const first = (await iterator.next()) as IteratorResult<Uint8Array, undefined>;
  await iterator.return?.();
  return first.value ?? new Uint8Array();
}

function readFailure(file: string, cause: unknown): PmSimError {
  if (cause instanceof PmSimError) return cause;
  const code = errnoOf(cause);
  if (code?.startsWith('Z_') === true) {
    return new PmSimError('replay/corrupt', `${file}: the gzip data are damaged.`, { cause });
  }
  const reason = code === 'ENOENT' ? 'no such file' : messageOf(cause);
  return new PmSimError('replay/unreadable', `Cannot read ${file}: ${reason}.`, { cause });
}
