import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Packages and modules of ours that a module has loaded before anything is imported on use. */
async function loadedBy(entry: string): Promise<{ packages: Set<string>; modules: Set<string> }> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  const packages = new Set<string>();
  const modules = new Set<string>();
  const visit = (path: string): void => {
    if (modules.has(path)) return;
    modules.add(path);
    for (const { path: to, kind, external } of metafile.inputs[path]?.imports ?? []) {
      if (kind !== 'import-statement') continue;
      if (external === true) packages.add(to);
      else visit(to);
    }
  };
  visit(entry);
  return { packages, modules };
}

it('loads commander alone for help, version and mistyped words', async () => {
  const { packages, modules } = await loadedBy('src/cli/main.ts');
  const foreign = [...packages].filter((name) => !name.startsWith('node:'));
  expect(foreign).toEqual(['commander']);
  const lower = [...modules].filter((path) => !path.startsWith('src/cli/'));
  expect(lower).toEqual(['src/runtime/errors.ts']);
});

it.each(['src/cli/commands/ls.ts', 'src/cli/commands/completion.ts'])(
  'loads neither the models nor their schemas for %s',
  async (entry) => {
    const { packages, modules } = await loadedBy(entry);
    expect([...packages].filter((name) => !name.startsWith('node:'))).not.toContain('zod');
    expect([...modules].filter((path) => path.startsWith('src/simulator/devices/'))).toEqual([]);
  },
);

it('draws the first frame without Ink and without the models', async () => {
  const { packages, modules } = await loadedBy('src/cli/tui/first-frame.ts');
  expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual([]);
  expect([...modules].filter((path) => path.startsWith('src/simulator/devices/'))).toEqual([]);
});

it('publishes the first message without the SDK of AWS, tables or functions', async () => {
  const { packages, modules } = await loadedBy('src/cli/commands/run.ts');
  const foreign = [...packages].filter((name) => !name.startsWith('node:'));
  expect(foreign.toSorted()).toEqual(['aedes', 'seedrandom', 'yaml', 'zod']);
  expect([...modules].filter((path) => path.startsWith('src/cloud/handlers/'))).toEqual([]);
});
