import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Bytes read at once. */
const CHUNK_BYTES = 262_144;

/** Lines of a UTF-8 file without their ends, as many at once as one chunk held. */
export async function* linesOf(path: string, gzip: boolean): AsyncGenerator<readonly string[]> {
  const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  // The error reaches whoever reads the unpacked stream.
  const bytes = gzip
    ? pipeline(raw, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
    : raw;
  bytes.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of bytes as AsyncIterable<string>) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines;
    }
    if (rest !== '') yield [rest];
  } finally {
    raw.destroy();
  }
}
