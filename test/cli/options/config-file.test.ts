import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfigFile } from '../../../src/cli/options/config-file.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-config-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe('loadConfigFile', () => {
  it('finds the nearest file up to the folder of the project', async () => {
    const path = join(dir, 'pm-sim.config.yaml');
    await writeFile(path, 'run:\n  speed: 60\n');
    await writeFile(join(dir, 'package.json'), '{}');
    await mkdir(join(dir, 'a', 'b'), { recursive: true });
    expect(await loadConfigFile(join(dir, 'a', 'b'), undefined)).toEqual({
      path,
      content: { run: { speed: 60 } },
    });
  });

  it('finds nothing where there is nothing, and an empty file is nothing', async () => {
    await writeFile(join(dir, 'package.json'), '{"name":"x"}');
    expect(await loadConfigFile(dir, undefined)).toBeUndefined();
    await writeFile(join(dir, '.pm-simrc'), '');
    expect(await loadConfigFile(dir, undefined)).toBeUndefined();
  });

  it('does not run code', async () => {
    await writeFile(join(dir, 'package.json'), '{}');
    await writeFile(join(dir, 'pm-sim.config.js'), 'throw new Error("ran");');
    expect(await loadConfigFile(dir, undefined)).toBeUndefined();
  });

  it('says that a named file is not there, or what is wrong in it', async () => {
    await expect(loadConfigFile(dir, 'none.yaml')).rejects.toThrow(
      `There is no configuration file ${join(dir, 'none.yaml')}.`,
    );
    await writeFile(join(dir, 'bad.json'), '{ "run": ');
    await expect(loadConfigFile(dir, 'bad.json')).rejects.toMatchObject({
      code: 'config/unreadable',
      kind: 'user',
    });
  });
});
