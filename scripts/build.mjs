// Compiles src/ into dist/ with the TypeScript compiler. Skips itself where the compiler is absent
// (a production install of the packed tarball already carries dist/).
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function compilerPath() {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    return join(dirname(manifest), 'bin', 'tsc');
  } catch {
    return undefined;
  }
}

const compiler = compilerPath();
if (compiler === undefined) {
  if (existsSync(join(root, 'dist', 'cli', 'main.js'))) process.exit(0);
  console.error(
    'build: the TypeScript compiler is not installed. Run `npm ci` with dev dependencies.',
  );
  process.exit(1);
}
rmSync(join(root, 'dist'), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
chmodSync(join(root, 'dist', 'cli', 'main.js'), 0o755);
