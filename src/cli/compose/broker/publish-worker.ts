import { parentPort, workerData } from 'node:worker_threads';
import { PmSimError } from '../../../runtime/errors.ts';
import type { RunEvent } from '../../../telemetry/run-event.ts';
import type { TruthEvent } from '../../../telemetry/truth.ts';
import { openPublisher } from './open-publisher.ts';
import type { PublishJob, PublishResult } from './publish-job.ts';
import { countersIn } from './shared-counters.ts';

/** What a thread is given to begin with. */
export interface WorkerStart {
  readonly job: PublishJob;
  readonly memory: SharedArrayBuffer;
  readonly filters: number;
}

/** What the main thread says to a worker. */
export type ToWorker = 'run' | 'stop' | 'dispose';

/** What a worker says; counters go through shared memory. */
export type FromWorker =
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'ready'; readonly truth: readonly TruthEvent[] }
  | { readonly type: 'done'; readonly result: PublishResult }
  | { readonly type: 'failed'; readonly error: WorkerFailure };

/** A PmSimError in plain data. */
interface WorkerFailure {
  readonly code: string;
  readonly text: string;
  readonly kind: PmSimError['kind'];
  readonly hint?: string;
}

// The module is the body of a thread: it runs when it is loaded.
const port = parentPort;
if (port !== null) {
  const say = (message: FromWorker): void => port.postMessage(message);
  const guard = (work: Promise<void>): void => {
    work.catch((error: unknown) => say({ type: 'failed', error: failureOf(error) }));
  };
  const { job, memory, filters } = workerData as WorkerStart;
  const open = async (): Promise<void> => {
    const publisher = await openPublisher(job, countersIn(memory, filters), (event) =>
      say({ type: 'event', event }),
    );
    const run = async (): Promise<void> => say({ type: 'done', result: await publisher.run() });
    const dispose = async (): Promise<void> => {
      await publisher[Symbol.asyncDispose]();
      port.close();
    };
    port.on('message', (message: ToWorker) => {
      if (message === 'run') guard(run());
      else if (message === 'stop') publisher.stop();
      else guard(dispose());
    });
    say({ type: 'ready', truth: await publisher.ready });
  };
  guard(open());
}

function failureOf(error: unknown): WorkerFailure {
  if (error instanceof PmSimError) {
    const { code, message: text, kind, hint } = error;
    return { code, text, kind, ...(hint === undefined ? {} : { hint }) };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'run/worker', text, kind: 'system' };
}
