// Compiles src/ into dist/ with the TypeScript compiler, and bundles the Lambda handlers into
// dist/lambda/ with esbuild. Skips itself where the compiler is absent (a production install of the
// packed tarball already carries dist/).
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const { resolve } = createRequire(import.meta.url);

function compilerPath() {
  try {
    const manifest = resolve('typescript/package.json');
    return join(dirname(manifest), 'bin', 'tsc');
  } catch {
    return undefined;
  }
}

/** Bytes that the code of one function may have: more would slow down its cold start. */
const BUNDLE_BYTES_MAX = 1_500_000;

/**
 * One self-contained module for each entry under src/cloud/aws/lambda, the AWS SDK's clients included
 * as far as they are used: loading them takes half of what the runtime's own copy takes (Lambda
 * developer guide, "Best practices": package your dependencies). Function names stay for stack
 * traces. Nothing in the output names this machine: same sources, same bytes.
 */
async function bundleHandlers() {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['score', 'alert', 'ingest'].map((name) => `src/cloud/aws/lambda/${name}.ts`),
    outdir: 'dist/lambda',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // The SDK's CommonJS cannot be taken apart, its modules can.
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    // Packages in CommonJS call `require`, which a module does not have.
    banner: {
      js: "import{createRequire as pmSimRequire}from'node:module';const require=pmSimRequire(import.meta.url);",
    },
  });
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
    if (bytes <= BUNDLE_BYTES_MAX) continue;
    throw new Error(`${file} is ${bytes} bytes, more than ${BUNDLE_BYTES_MAX}`);
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
await bundleHandlers();
// The shipped YAML names these for editors. The sources of the running process would not do: it is dist/ that is packed.
const schemas = [join(root, 'dist', 'cli', 'main.js'), 'config', 'schema', '--out', 'dist/schemas'];
const written = spawnSync(process.execPath, schemas, { cwd: root, encoding: 'utf8' });
if (written.status !== 0) {
  console.error(written.stderr);
  process.exit(1);
}
