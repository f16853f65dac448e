import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCodeBundle } from '../../../../src/cloud/aws/artifact/code-bundle.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pm-sim-bundle-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function keyOf(code: string): Promise<string> {
  await writeFile(join(folder, 'score.mjs'), code);
  return (await loadCodeBundle(folder, 'score')).key;
}

describe('loadCodeBundle', () => {
  it('keeps equal code under one key and changed code under another', async () => {
    const first = await keyOf('export const a = 1;');
    expect(first).toMatch(/^pm-sim\/score-[0-9a-f]{32}\.zip$/);
    expect(await keyOf('export const a = 2;')).not.toBe(first);
    expect(await keyOf('export const a = 1;')).toBe(first);
  });

  it('packs the code as the module that the handler is looked for in', async () => {
    await writeFile(join(folder, 'alert.mjs'), 'export const handler = 1;');
    const { zip } = await loadCodeBundle(folder, 'alert');
    expect(Buffer.from(zip).includes('index.mjs')).toBe(true);
  });

  it('says how to make the code when it is not there', async () => {
    await expect(loadCodeBundle(folder, 'alert')).rejects.toMatchObject({
      code: 'cloud/no-bundle',
      hint: 'Build it: npm run build.',
    });
  });
});
