import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/cli/cloud/stream-checkpoint.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-checkpoint-'));
  path = join(dir, 'deep', 'tail.json');
});
afterEach(() => rm(dir, { recursive: true }));

describe('a checkpoint', () => {
  it('is known again by the next reader of the stream, and of no other', async () => {
    const first = await openCheckpoint(path, 'scored');
    expect(first.shards.size).toBe(0);
    first.read('shard-0', '4');
    first.read('shard-1', '7');
    first.read('shard-0', '5');
    await first.save();
    const next = await openCheckpoint(path, 'scored');
    expect([...next.shards]).toEqual([
      ['shard-0', '5'],
      ['shard-1', '7'],
    ]);
    expect((await openCheckpoint(path, 'other')).shards.size).toBe(0);
  });

  it('that was cut in two means the beginning', async () => {
    const broken = join(dir, 'broken.json');
    await writeFile(broken, '{"stream":"sco');
    expect((await openCheckpoint(broken, 'scored')).shards.size).toBe(0);
  });
});
