import { Worker } from 'node:worker_threads';

/** The module that runs as the body of a thread when it is loaded. */
export interface ThreadBody {
  /** Its source. */
  readonly source: URL;
  /** The same as the build writes it, below `dist`: a file of its own, whatever else shares chunks. */
  readonly built: string;
}

/**
 * A thread with the body, from sources or from what the build has made of them.
 *
 * @param workerData what the body finds under this name in `node:worker_threads`; it is copied
 */
export function startThread({ source, built }: ThreadBody, workerData: unknown): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    // The build keeps every module that it writes at one depth: `dist/cli`, `dist/chunks`.
    return new Worker(new URL(`../${built}`, import.meta.url), { workerData });
  }
  // A thread does not inherit what lets this one run from sources, so it asks for it first.
  const loader = import.meta.resolve('tsx/esm/api');
  const begin = `import('${loader}').then(({ register }) => (register(), import('${source.href}')));`;
  return new Worker(begin, { eval: true, workerData });
}
