import { deferred } from './deferred.ts';

/** Waits for the work, but no longer than until somebody does not want to wait for it. */
export async function untilAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const stopped = deferred();
  const stop = (): void => stopped.resolve();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
