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
}

/** A batch of this many records was waiting: the function does not keep up with the stream. */
const HEAVY_RECORDS = 500;
/** Heavy batches after which a thread pays: some seconds of scoring, beside half a second to open it. */
const HEAVY_BATCHES = 10;

/**
 * Scores on this thread until there is much to score, then on one of its own. An environment keeps
 * everything that counts in the table after every batch, so it moves between two batches as Lambda
 * moves a shard from one environment to the next. It comes back when the thread has ended.
 */
export function movingHandler({ startHere, thread, always }: MovingHandlerOptions): Handler {
  let here: Handler | undefined;
  let there: Handler | undefined;
  let other: FunctionThread | undefined;
  let heavy = 0;
  const isReady = (): boolean => other?.isReady() === true;
  return async (event, context) => {
    if (event.Records.length >= HEAVY_RECORDS) heavy += 1;
    if (always || heavy >= HEAVY_BATCHES) other ??= thread();
    if (always) await other?.settled;
    if (!isReady()) {
      there = undefined;
      here ??= startHere();
      return here(event, context);
    }
    here = undefined;
    there ??= (other as FunctionThread).start();
    return there(event, context);
  };
}
