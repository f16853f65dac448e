import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Encoding, FileEncoder } from './encoding.ts';
import type { FinishedPart } from './manifest.ts';
import { openPartFile } from './part-file.ts';
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
  /** Gives up; once it resolves, what was written is its owner's to remove. */
  destroy(): Promise<void>;
  totals(): PartsTotals;
}

/** What is being written: one file, or one of each device. */
interface OpenPart {
  readonly path: string;
  readonly encoder: FileEncoder;
  /** Bytes of the one file that is open all the time. */
  write(chunk: Uint8Array): Promise<void>;
  /** Writes the rest and closes. */
  close(): Promise<void>;
  destroy(): Promise<void>;
}

export function createParts(options: PartsOptions): Parts {
  const { dir, encoding } = options;
  const kept = new Map(options.finished.map(({ path, sha256 }) => [path, sha256]));
  let hash = createHash('sha256');
  let open: OpenPart | undefined;
  let [files, bytes] = [0, 0];
  const count = (chunk: Uint8Array): void => {
    hash.update(chunk);
    bytes += chunk.length;
  };
  const end = async (): Promise<void> => {
    if (open === undefined) return;
    await open.close();
    await options.onFinished({ path: open.path, sha256: hash.copy().digest('hex') });
    open = undefined;
  };
  const begin = (path: string): Promise<OpenPart> => {
    const part = { dir, path, encoding, count };
    if (encoding.perDevice === true) {
      return Promise.resolve(openDeviceFiles({ ...part, onFile: () => (files += 1) }));
    }
    files += 1;
    return openOneFile(part);
  };
  return {
    encoder: () => open?.encoder,
    async next(ts) {
      await end();
      const path = partPath(ts, { ...options, encoding });
      const whole = await rehash({ file: join(dir, path), encoding, hash, sha256: kept.get(path) });
      if (whole === undefined) {
        open = await begin(path);
      } else {
        hash = whole.hash;
        files += whole.files;
        bytes += whole.bytes;
      }
    },
    async flush() {
      if (open !== undefined) await open.write(open.encoder.take());
    },
    end,
    destroy: async () => open?.destroy(),
    totals: () => ({ files, bytes, sha256: hash.copy().digest('hex') }),
  };
}

interface PartOptions {
  readonly dir: string;
  readonly path: string;
  readonly encoding: Encoding;
  /** Told of all that is written. */
  readonly count: (chunk: Uint8Array) => void;
}

async function openOneFile({ dir, path, encoding, count }: PartOptions): Promise<OpenPart> {
  const file = await openPartFile(join(dir, path), encoding.gzip);
  const encoder = encoding.begin();
  const write = async (chunk: Uint8Array): Promise<void> => {
    if (chunk.length === 0) return;
    count(chunk);
    await file.write(chunk);
  };
  return {
    path,
    encoder,
    write,
    async close() {
      await write(encoder.end());
      await file.close();
    },
    destroy: () => file.destroy(),
  };
}

/** Files of all devices, held until they are closed one after the other in order of name. */
function openDeviceFiles(options: PartOptions & { readonly onFile: () => void }): OpenPart {
  const { dir, path, encoding, onFile } = options;
  const encoders = new Map<string, FileEncoder>();
  return {
    path,
    encoder: {
      add(reading) {
        const encoder = encoders.get(reading.device) ?? encoding.begin();
        encoders.set(reading.device, encoder);
        encoder.add(reading);
      },
      full: () => false,
      take: () => new Uint8Array(),
      end: () => new Uint8Array(),
    },
    write: () => Promise.resolve(),
    async close() {
      for (const device of [...encoders.keys()].toSorted()) {
        const file = await openPartFile(join(dir, path, `${device}${encoding.extension}`), encoding.gzip); // prettier-ignore
        const chunk = (encoders.get(device) as FileEncoder).end();
        options.count(chunk);
        await file.write(chunk);
        await file.close();
        onFile();
      }
    },
    destroy: () => Promise.resolve(),
  };
}

interface Rehash {
  /** A file, or the folder of the devices' files. */
  readonly file: string;
  readonly encoding: Encoding;
  /** Of what comes before the file. */
  readonly hash: Hash;
  /** What the hash must be after it; none when the file is not said to be whole. */
  readonly sha256: string | undefined;
}

/** The hash that goes on behind a file that is whole; nothing for any other. */
async function rehash({ file, encoding, hash, sha256 }: Rehash) {
  if (sha256 === undefined) return undefined;
  const after = hash.copy();
  let bytes = 0;
  const count = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      after.update(chunk);
      bytes += chunk.length;
    }
  };
  let files = [file];
  try {
    if (encoding.perDevice === true)
      files = (await readdir(file)).toSorted().map((name) => join(file, name));
    for (const each of files) {
      if (encoding.gzip) await pipeline(createReadStream(each), createGunzip(), count);
      else await pipeline(createReadStream(each), count);
    }
  } catch {
    // A file that is gone or damaged is written again.
    return undefined;
  }
  return after.copy().digest('hex') === sha256
    ? { hash: after, bytes, files: files.length }
    : undefined;
}
