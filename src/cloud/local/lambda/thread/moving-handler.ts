import type { BatchResponse, KinesisEvent, LambdaHandler } from '../../../handlers/lambda.ts';
import type { FunctionThread } from './function-thread.ts';

type Handler = LambdaHandler<KinesisEvent, BatchResponse>;

export interface MovingHandlerOptions {
  /** A new environment on this thread. */
  readonly startHere: () => Handler;
  /** The other thread, opened at the first call. */
  readonly thread: () => FunctionThread;
  /** Whether the first invocation already waits for the thread. */
  readonly always: boolean;
  /** Wall time, ms. */
  readonly now: () => number;
}

/** How long the function is watched before it is judged, ms of wall time. */
const WATCH_MS = 3_000;
/** From this share of the time on that it is at work, there is hardly a moment without a batch. */
const BUSY_SHARE = 0.8;

/**
 * Scores on this thread until it is at work nearly all the time, then on one of its own: the rest of
 * the twin has this one to itself. An environment keeps everything that counts in the table after every
 * batch, so it moves between two batches as Lambda moves a shard from one environment to the next. It
 * comes back when the thread has ended.
 */
export function movingHandler(options: MovingHandlerOptions): Handler {
  const { startHere, thread, always, now } = options;
  let here: Handler | undefined;
  let there: Handler | undefined;
  let other: FunctionThread | undefined;
  const isBusy = createWatch(now);
  const scoreHere: Handler = async (event, context) => {
    there = undefined;
    here ??= startHere();
    const beganAt = now();
    const result = await here(event, context);
    if (isBusy(now() - beganAt)) other ??= thread();
    return result;
  };
  return async (event, context) => {
    if (always) await (other ??= thread()).settled;
    if (other?.isReady() !== true) return scoreHere(event, context);
    here = undefined;
    there ??= other.start();
    return there(event, context);
  };
}

/** Adds up work, and says at the end of each watch whether there was much of it. */
function createWatch(now: () => number): (workMs: number) => boolean {
  let beganAt = now();
  let busyMs = 0;
  return (workMs) => {
    busyMs += workMs;
    const watchedMs = now() - beganAt;
    if (watchedMs < WATCH_MS) return false;
    const share = busyMs / watchedMs;
    beganAt = now();
    busyMs = 0;
    return share >= BUSY_SHARE;
  };
}
