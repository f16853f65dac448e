import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomic } from '../../runtime/atomic-file.ts';
import { errnoOf } from '../../runtime/errors.ts';

const MODE = 0o644;

const schema = z.strictObject({
  stream: z.string(),
  /** Last sequence number that was read, by shard. */
  shards: z.record(z.string(), z.string()),
});

/** How far a stream was read; kept in a file, so that the next reader goes on from there. */
export interface StreamCheckpoint {
  readonly shards: ReadonlyMap<string, string>;
  /** Notes a record as read. */
  read(shardId: string, sequence: string): void;
  /** Writes the file, if something was read since. */
  save(): Promise<void>;
}

/** A file that is missing, of another stream or unreadable means the beginning. */
export async function openCheckpoint(path: string, stream: string): Promise<StreamCheckpoint> {
  const shards = new Map(Object.entries(await load(path, stream)));
  let changed = false;
  return {
    shards: new Map(shards),
    read(shardId, sequence) {
      shards.set(shardId, sequence);
      changed = true;
    },
    async save() {
      if (!changed) return;
      changed = false;
      const text = `${JSON.stringify({ stream, shards: Object.fromEntries(shards) })}\n`;
      await writeFileAtomic(path, text, { mode: MODE });
    },
  };
}

async function load(path: string, stream: string): Promise<Readonly<Record<string, string>>> {
  try {
    const known = schema.parse(JSON.parse(await readFile(path, 'utf8')));
    return known.stream === stream ? known.shards : {};
  } catch (error) {
    const unusable = error instanceof SyntaxError || error instanceof z.ZodError;
    if (unusable || errnoOf(error) === 'ENOENT') return {};
    throw error;
  }
}
