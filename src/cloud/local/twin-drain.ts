import type { TwinParts } from './twin-parts.ts';

/** Waits from left to right until nothing is left to do anywhere; false when the time is over. */
export async function drainTwin(parts: TwinParts, timeoutMs: number): Promise<boolean> {
  const { clock } = parts;
  const over = new AbortController();
  const stop = new AbortController();
  const timer = clock.sleepUntil(clock.now() + timeoutMs, stop.signal).then(
    () => over.abort(),
    () => undefined,
  );
  try {
    await untilQuiet(parts, over.signal);
    return true;
  } catch (error) {
    if (over.signal.aborted) return false;
    throw error;
  } finally {
    stop.abort();
    await timer;
  }
}

/** A later stage may be fed by an earlier one again meanwhile, so all must be quiet at once. */
async function untilQuiet(parts: TwinParts, signal: AbortSignal): Promise<void> {
  const { traffic, mappings, sns, invoker } = parts;
  for (;;) {
    await within(traffic.whenIdle(), signal);
    await mappings.whenCaughtUp(signal);
    await within(Promise.all([sns.idle(), invoker.idle()]), signal);
    if (traffic.isIdle() && mappings.caughtUp()) return;
  }
}

async function within(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    if (abort !== undefined) signal.removeEventListener('abort', abort);
  }
}
