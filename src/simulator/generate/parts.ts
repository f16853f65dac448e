import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Encoding, FileEncoder } from './encoding.ts';
import type { FinishedPart } from './manifest.ts';
import { openPartFile, type PartFile } from './part-file.ts';
import { partPath, type PartitionName } from './partition.ts';

export interface PartsOptions {
  /** Folder of the telemetry. */
  readonly dir: string;
  readonly partition: PartitionName;
  readonly encoding: Encoding;
  /** Files of an interrupted run: kept where they are whole. */
  readonly finished: readonly FinishedPart[];
  /** Told when a file has been written and closed. */
  readonly onFinished: (part: FinishedPart) => Promise<void>;
}

export interface PartsTotals {
  readonly files: number;
  /** Uncompressed. */
  readonly bytes: number;
  /** Over the uncompressed bytes of all files in order of time. */
  readonly sha256: string;
}

/** The files of the telemetry, one open at a time. */
export interface Parts {
  /** Of the open file; none where that is there already, from an interrupted run. */
  encoder(): FileEncoder | undefined;
  /** Ends the open file and goes to the one that holds `ts`. */
  next(ts: number): Promise<void>;
  /** Writes what the encoder has gathered. */
  flush(): Promise<void>;
  end(): Promise<void>;
  /** Gives up; what was written stays for its owner to remove. */
  destroy(): void;
  totals(): PartsTotals;
}

interface OpenPart {
  readonly path: string;
  readonly file: PartFile;
  readonly encoder: FileEncoder;
}

export function createParts(options: PartsOptions): Parts {
  const { dir, encoding } = options;
  const { gzip } = encoding;
  const kept = new Map(options.finished.map(({ path, sha256 }) => [path, sha256]));
  let hash = createHash('sha256');
  let open: OpenPart | undefined;
  let [files, bytes] = [0, 0];
  const write = async (part: OpenPart, chunk: Uint8Array): Promise<void> => {
    if (chunk.length === 0) return;
    hash.update(chunk);
    bytes += chunk.length;
    await part.file.write(chunk);
  };
  const end = async (): Promise<void> => {
    if (open === undefined) return;
    await write(open, open.encoder.end());
    await open.file.close();
    await options.onFinished({ path: open.path, sha256: hash.copy().digest('hex') });
    open = undefined;
  };
  return {
    encoder: () => open?.encoder,
    async next(ts) {
      await end();
      const path = partPath(ts, { ...options, extension: encoding.extension });
      const file = join(dir, path);
      files += 1;
      const whole = await rehash({ file, gzip, hash, sha256: kept.get(path) });
      if (whole === undefined) {
        open = { path, file: await openPartFile(file, gzip), encoder: encoding.begin() };
      } else {
        hash = whole.hash;
        bytes += whole.bytes;
      }
    },
    async flush() {
      if (open !== undefined) await write(open, open.encoder.take());
    },
    end,
    destroy: () => open?.file.destroy(),
    totals: () => ({ files, bytes, sha256: hash.copy().digest('hex') }),
  };
}

interface Rehash {
  readonly file: string;
  readonly gzip: boolean;
  /** Of what comes before the file. */
  readonly hash: Hash;
  /** What the hash must be after it; none when the file is not said to be whole. */
  readonly sha256: string | undefined;
}

/** The hash that goes on behind a file that is whole; nothing for any other. */
async function rehash({ file, gzip, hash, sha256 }: Rehash) {
  if (sha256 === undefined) return undefined;
  const after = hash.copy();
  let bytes = 0;
  const count = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      after.update(chunk);
      bytes += chunk.length;
    }
  };
  try {
    if (gzip) await pipeline(createReadStream(file), createGunzip(), count);
    else await pipeline(createReadStream(file), count);
  } catch {
    // A file that is gone or damaged is written again.
    return undefined;
  }
  return after.copy().digest('hex') === sha256 ? { hash: after, bytes } : undefined;
}
