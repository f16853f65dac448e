import { sleep, type Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import type { FunctionRuntime, InvokeResult } from './function-runtime.ts';

/** Retries after the first attempt, and the pause before each (AWS Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation"). */
const RETRY_PAUSES_MS: readonly number[] = [60_000, 120_000];
/** Events waiting or running; beyond it new ones are refused, as a full service would throttle. */
const EVENTS_MAX = 10_000;

export interface AsyncInvoker extends AsyncDisposable {
  /** Takes the event and returns; false when too many wait already. */
  enqueue(functionName: string, event: unknown): boolean;
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
}

export interface AsyncInvokerOptions {
  readonly runtime: FunctionRuntime;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when the last attempt failed. */
  readonly onDiscard?: (functionName: string, event: unknown, result: InvokeResult) => void;
}

/** Asynchronous invocation as SNS, S3 and rules use it: queued, tried three times, then discarded. */
export function createAsyncInvoker(options: AsyncInvokerOptions): AsyncInvoker {
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  return {
    enqueue(functionName, event) {
      if (stop.signal.aborted || running.size >= EVENTS_MAX) return false;
      const work = attempt(options, { functionName, event }, stop.signal);
      running.add(work);
      void work.finally(() => running.delete(work));
      return true;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(running);
    },
  };
}

interface AsyncEvent {
  readonly functionName: string;
  readonly event: unknown;
}

async function attempt(
  { runtime, clock, log, onDiscard }: AsyncInvokerOptions,
  { functionName, event }: AsyncEvent,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const result = await runtime.invoke(functionName, event);
    if (result.ok) return;
    const pauseMs = RETRY_PAUSES_MS[tries];
    if (pauseMs === undefined || !(await slept(clock, pauseMs, signal))) {
      const text = `Event for ${functionName} discarded after ${tries + 1} attempts: ${result.errorMessage}`;
      log({ level: 'error', area: 'lambda', text });
      onDiscard?.(functionName, event, result);
      return;
    }
  }
}

async function slept(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(clock, ms, signal);
    return true;
  } catch {
    return false;
  }
}
