import { deferred } from '../../../runtime/deferred.ts';
import { PmSimError } from '../../../runtime/errors.ts';
import { startThread, type ThreadBody } from '../../../runtime/start-thread.ts';
import type { TruthEvent } from '../../../telemetry/truth.ts';
import type { PublishJob, Publisher, PublishResult, Tell } from './publish-job.ts';
import type { FromWorker, ToWorker, WorkerStart } from './publish-worker.ts';
import type { SharedCounters } from './shared-counters.ts';

const BODY: ThreadBody = {
  source: new URL('publish-worker.ts', import.meta.url),
  built: 'cli/publish-worker.js',
};

/** A publisher in a thread of its own. */
export function openWorkerPublisher(
  job: PublishJob,
  { memory, dropped }: SharedCounters,
  tell: Tell,
): Publisher {
  const start: WorkerStart = { job, memory, filters: dropped.length };
  const worker = startThread(BODY, start);
  const ready = deferred<readonly TruthEvent[]>();
  const done = deferred<PublishResult>();
  const fail = (error: Error): void => {
    ready.reject(error);
    done.reject(error);
  };
  // Whoever does not wait for one of them hears of the failure by the other.
  for (const { promise } of [ready, done]) promise.catch(() => undefined);
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'event') tell(message.event);
    else if (message.type === 'ready') ready.resolve(message.truth);
    else if (message.type === 'done') done.resolve(message.result);
    else {
      const { code, text, kind, hint } = message.error;
      fail(new PmSimError(code, text, { kind, ...(hint === undefined ? {} : { hint }) }));
    }
  });
  worker.on('error', (error: Error) => fail(error));
  const exited = deferred();
  worker.on('exit', () => {
    exited.resolve();
    fail(new PmSimError('run/worker', 'A worker ended early.', { kind: 'system' }));
  });
  const say = (message: ToWorker): void => worker.postMessage(message, []);
  return {
    ready: ready.promise,
    run() {
      say('run');
      return done.promise;
    },
    stop: () => say('stop'),
    async [Symbol.asyncDispose]() {
      say('dispose');
      await exited.promise;
    },
  };
}
