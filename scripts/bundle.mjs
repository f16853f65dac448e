// What the build asks of esbuild.
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { writeLicences } from './licences.mjs';

/** The AWS SDK's CommonJS cannot be taken apart, its modules can. */
const MODULES_FIRST = ['module', 'main'];

/** Packages in CommonJS call `require`, which a module does not have. */
const REQUIRE =
  "import{createRequire as pmSimRequire}from'node:module';const require=pmSimRequire(import.meta.url);";

/**
 * Packages of many small files, which a start would have to find and read one by one. The others stay
 * where npm puts them: they are native, find files beside themselves, or are loaded late.
 */
const BUNDLED =
  /^(?:@aws-sdk\/[a-z0-9-]+|aedes|commander|cosmiconfig|ink|react|seedrandom|yaml|zod)$/u;

/** Leaves every package alone that one of ours imports and that is not to be bundled. */
const packagesApart = {
  name: 'packages-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point' || importer.includes('node_modules')) return undefined;
      const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
      return BUNDLED.test(name) ? undefined : { path, external: true };
    });
  },
};

/**
 * What is imported of zod by one name, its namespace, brings all of zod along, its fifty languages
 * included; of a namespace import only what is used stays (zod's documentation, "Zod Mini",
 * "Tree-shaking").
 */
const zodTakenApart = {
  name: 'zod-taken-apart',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.tsx?$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const text = await readFile(path, 'utf8');
      const contents = text.replace("import { z } from 'zod';", "import * as z from 'zod';");
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
};

/**
 * The command line, the body of its threads and the library. What is imported on use becomes a chunk of
 * its own. Every output lies two folders below the package's root, as src/cli does (package-file.ts).
 * Nothing is minified or renamed: stack traces name functions and lines that can be read.
 */
export async function bundleProgram(root) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      'cli/main': 'src/cli/main.ts',
      'cli/publish-worker': 'src/cli/compose/broker/publish-worker.ts',
      'cloud/score-thread': 'src/cloud/local/lambda/thread/thread-body.ts',
      'detection/index': 'src/detection/index.ts',
    },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    mainFields: MODULES_FIRST,
    jsx: 'automatic',
    legalComments: 'none',
    // Leaves React's development build out.
    define: { 'process.env.NODE_ENV': '"production"' },
    // Never loaded: cosmiconfig wants it for configuration in TypeScript, Ink under DEV=true.
    external: ['typescript', 'react-devtools-core'],
    plugins: [packagesApart, zodTakenApart],
    metafile: true,
    logLevel: 'warning',
    banner: { js: REQUIRE },
  });
  await writeLicences({ root, inputs: usedInputs(metafile), to: 'dist/LICENCES.txt' });
}

/** What has left a trace in an output. */
function usedInputs({ outputs }) {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0),
  );
}

/** Bytes that the code of one function may have: more would slow down its cold start. */
const HANDLER_BYTES_MAX = 1_500_000;

/**
 * One self-contained module for each entry under src/cloud/aws/lambda, the AWS SDK's clients included
 * as far as they are used: loading them takes half of what the runtime's own copy takes (Lambda
 * developer guide, "Best practices": package your dependencies). Function names stay for stack
 * traces. Nothing in the output names this machine: same sources, same bytes.
 */
export async function bundleHandlers(root) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['score', 'alert', 'ingest'].map((name) => `src/cloud/aws/lambda/${name}.ts`),
    outdir: 'dist/lambda',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: MODULES_FIRST,
    minify: true,
    keepNames: true,
    legalComments: 'none',
    plugins: [zodTakenApart],
    metafile: true,
    logLevel: 'warning',
    banner: { js: REQUIRE },
  });
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
    if (bytes <= HANDLER_BYTES_MAX) continue;
    throw new Error(`${file} is ${bytes} bytes, more than ${HANDLER_BYTES_MAX}`);
  }
}
