// Builds dist/: the command line and the library as one bundle with splitting, types of the library,
// one module for each Lambda handler, and schemas for editors. Skips itself where the compiler is
// absent (a production install of the packed tarball already carries dist/).
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const main = join(root, 'dist', 'cli', 'main.js');

function compilerPath() {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    return join(dirname(manifest), 'bin', 'tsc');
  } catch {
    return undefined;
  }
}

function runNode(...args) {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}

const compiler = compilerPath();
if (compiler === undefined) {
  if (existsSync(main)) process.exit(0);
  console.error(
    'build: the TypeScript compiler is not installed. Run `npm ci` with dev dependencies.',
  );
  process.exit(1);
}
const { bundleHandlers, bundleProgram } = await import('./bundle.mjs');
rmSync(join(root, 'dist'), { recursive: true, force: true });
runNode(compiler, '-p', 'tsconfig.build.json');
await bundleProgram(root);
chmodSync(main, 0o755);
await bundleHandlers(root);
// The shipped YAML names these for editors. The sources would not do: it is dist/ that is packed.
runNode(main, 'config', 'schema', '--out', 'dist/schemas');
