import type { Clock } from '../../../runtime/clock.ts';
import type { KinesisRecord } from '../kinesis/kinesis-engine.ts';
import { createRecordQueue, type RecordQueue } from './record-queue.ts';
import { createWakeup, type Wakeup } from './wakeup.ts';

export interface LaneOptions {
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Takes one batch to its end; the next is formed only after it resolves. */
  readonly process: (batch: readonly KinesisRecord[]) => Promise<void>;
  /** Called when the lane has taken records or has run empty. */
  readonly onRoom: () => void;
}

/**
 * One of the concurrent batches of a shard: forms batches in order and hands them on one at a time,
 * as soon as there is a record, or, with a batching window, once the batch is full, its event has
 * reached 6 MB, or the window has passed since its first record came.
 */
export interface Lane {
  push(record: KinesisRecord): void;
  /** Records waiting, without the batch in work. */
  waiting(): number;
  readonly stopped: Promise<void>;
}

interface LaneState {
  readonly queue: RecordQueue;
  readonly wakeup: Wakeup;
  /** When the first record of the batch being formed came. */
  firstAt: number;
}

export function startLane(options: LaneOptions): Lane {
  const state: LaneState = {
    queue: createRecordQueue(options.batchSize),
    wakeup: createWakeup(),
    firstAt: 0,
  };
  options.signal.addEventListener('abort', state.wakeup.ring, { once: true });
  return {
    push(record) {
      if (state.queue.length() === 0) state.firstAt = options.clock.now();
      state.queue.push(record);
      state.wakeup.ring();
    },
    waiting: () => state.queue.length(),
    stopped: run(state, options),
  };
}

async function run(state: LaneState, options: LaneOptions): Promise<void> {
  const { clock, signal } = options;
  while (!signal.aborted) {
    if (state.queue.length() === 0) {
      await state.wakeup.wait();
      continue;
    }
    if (options.batchingWindowMs > 0) await gather(state, options);
    if (signal.aborted) return;
    const batch = state.queue.take();
    state.firstAt = clock.now();
    options.onRoom();
    await options.process(batch);
    options.onRoom();
  }
}

/** Waits until the batch is full or its window has passed. */
async function gather({ queue, wakeup, firstAt }: LaneState, options: LaneOptions): Promise<void> {
  const enough = new AbortController();
  const window = { passed: false };
  const pass = (): void => {
    window.passed = true;
    wakeup.ring();
  };
  const signal = AbortSignal.any([enough.signal, options.signal]);
  options.clock.sleepUntil(firstAt + options.batchingWindowMs, signal).then(pass, pass);
  while (!queue.full() && !window.passed) await wakeup.wait();
  enough.abort();
}
