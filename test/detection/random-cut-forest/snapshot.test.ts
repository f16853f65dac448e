import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRandomCutForest } from '../../../src/detection/index.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { noise } from '../streams.ts';

const ENTRY = fileURLToPath(new URL('../../../src/detection/index.ts', import.meta.url));
/** Largest item of a DynamoDB table. */
const ITEM_BYTES_MAX = 400_000;

/** Restores the snapshot it reads and prints scores of a stream given by formula. */
const CHILD = `
  import { readFileSync } from 'node:fs';
  const { restoreRandomCutForest } = await import(process.argv[1]);
  const forest = restoreRandomCutForest(readFileSync(0));
  const scores = [];
  for (let t = 0; t < 10000; t += 1) scores.push(forest.scoreAndUpdate([Math.sin(t / 7), (t * 37) % 11]));
  process.stdout.write(JSON.stringify(scores));
`;

describe('a snapshot of a forest', () => {
  it('gives the same next ten thousand scores in another process', () => {
    const forest = createRandomCutForest({ dimensions: 2, numberOfTrees: 10, shingleSize: 2 });
    for (const x of noise(1_500, 2)) forest.update(x);
    const child = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', CHILD, ENTRY],
      { input: forest.snapshot(), encoding: 'utf8', maxBuffer: 1e7 },
    );
    expect(child.stderr).toBe('');
    const there = JSON.parse(child.stdout) as number[];
    const here = there.map((_, t) => forest.scoreAndUpdate([Math.sin(t / 7), (t * 37) % 11]));
    expect(there).toEqual(here);
  });

  it('fits a table item when compressed, at the default size with eight dimensions', () => {
    const forest = createRandomCutForest({ dimensions: 8 });
    for (const x of noise(3_000, 8, createRandom('incompressible'))) forest.update(x);
    expect(deflateRawSync(forest.snapshot()).length).toBeLessThan(ITEM_BYTES_MAX);
  });
});
