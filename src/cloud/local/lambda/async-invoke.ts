import { setMaxListeners } from 'node:events';
import { sleep, type Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import type { FunctionRuntime, InvokeResult } from './function-runtime.ts';

/** Retries after the first attempt, and the pause before each (AWS Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation"). */
const RETRY_PAUSES_MS: readonly number[] = [60_000, 120_000];
/** Events waiting or running; beyond it new ones are refused, as a full service would throttle. */
const EVENTS_MAX = 10_000;

export interface AsyncInvoker extends AsyncDisposable {
  /** Takes the event and returns; false when too many wait already. */
  enqueue(functionName: string, event: unknown, options?: EnqueueOptions): boolean;
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
}

interface EnqueueOptions {
  /**
   * First attempts of equal lane are made one after the other, in order. Lambda promises no order at
   * all; this one makes runs alike.
   */
  readonly lane?: string;
  /** Called when the event is done with, for better or worse; not when the twin ends before. */
  readonly onSettled?: () => void;
}

type FailedInvocation = Extract<InvokeResult, { readonly ok: false }>;

export interface DiscardedEvent {
  readonly functionName: string;
  readonly event: unknown;
  readonly result: FailedInvocation;
  readonly attempts: number;
}

export interface AsyncInvokerOptions {
  readonly runtime: FunctionRuntime;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when the last attempt failed. */
  readonly onDiscard?: (discarded: DiscardedEvent) => void;
}

/** Asynchronous invocation as SNS, S3 and rules use it: queued, tried three times, then discarded. */
export function createAsyncInvoker(options: AsyncInvokerOptions): AsyncInvoker {
  const running = new Set<Promise<void>>();
  const lanes = new Map<string, Promise<unknown>>();
  const stop = new AbortController();
  // Any number of events may wait for their next attempt.
  setMaxListeners(0, stop.signal);
  const first = (event: AsyncEvent, lane: string | undefined): Promise<InvokeResult> => {
    const invoke = (): Promise<InvokeResult> =>
      options.runtime.invoke(event.functionName, event.event);
    if (lane === undefined) return invoke();
    const turn = (lanes.get(lane) ?? Promise.resolve()).then(invoke);
    const settled = turn.catch(() => undefined);
    lanes.set(lane, settled);
    void settled.then(() => lanes.get(lane) === settled && lanes.delete(lane));
    return turn;
  };
  return {
    enqueue(functionName, event, { lane, onSettled } = {}) {
      if (stop.signal.aborted || running.size >= EVENTS_MAX) return false;
      const asyncEvent = { functionName, event };
      const work = (async (): Promise<void> => {
        const result = await first(asyncEvent, lane);
        if (await seeThrough(options, { ...asyncEvent, result }, stop.signal)) onSettled?.();
      })();
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

/** Tries again what failed; whether it is settled, or the twin ends in the middle of it. */
async function seeThrough(
  { runtime, clock, log, onDiscard }: AsyncInvokerOptions,
  { functionName, event, result: first }: AsyncEvent & { readonly result: InvokeResult },
  signal: AbortSignal,
): Promise<boolean> {
  let result = first;
  for (const pauseMs of RETRY_PAUSES_MS) {
    if (result.ok) return true;
    if (!(await slept(clock, pauseMs, signal))) return false;
    result = await runtime.invoke(functionName, event);
  }
  if (result.ok) return true;
  const attempts = RETRY_PAUSES_MS.length + 1;
  const text = `Event for ${functionName} discarded after ${attempts} attempts: ${result.errorMessage}`;
  log({ level: 'error', area: 'lambda', text });
  onDiscard?.({ functionName, event, result, attempts });
  return true;
}

async function slept(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(clock, ms, signal);
    return true;
  } catch {
    return false;
  }
}
