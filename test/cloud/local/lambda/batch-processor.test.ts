import { describe, expect, it } from 'vitest';
import {
  processBatch,
  type BatchPort,
  type DiscardNotice,
  type RetrySettings,
} from '../../../../src/cloud/local/lambda/batch-processor.ts';
import type { InvokeResult } from '../../../../src/cloud/local/lambda/function-runtime.ts';
import type { KinesisRecord } from '../../../../src/cloud/local/kinesis/kinesis-engine.ts';
import { manualClock, maxSpeedClock, type Clock } from '../../../../src/runtime/clock.ts';
import { createRandom } from '../../../../src/runtime/random.ts';
import { record, records, sequence, settle } from './fixtures.ts';

const SETTINGS: RetrySettings = {
  maximumRetryAttempts: 2,
  maximumRecordAgeSeconds: -1,
  bisectBatchOnFunctionError: false,
  reportBatchItemFailures: true,
};

const ok = (...failedNumbers: readonly number[]): InvokeResult => ({
  ok: true,
  requestId: 'r',
  payload: { batchItemFailures: failedNumbers.map((n) => ({ itemIdentifier: sequence(n) })) },
});
const thrown: InvokeResult = {
  ok: false,
  requestId: 'r',
  functionError: 'Unhandled',
  errorType: 'Error',
  errorMessage: 'no',
};

function numbers(given: readonly KinesisRecord[]): number[] {
  return given.map((each) => Number(each.sequenceNumber));
}

/** Runs a batch against a function given as: numbers of the batch → answer. */
function harness(
  answer: (given: readonly number[]) => InvokeResult,
  options: { settings?: Partial<RetrySettings>; clock?: Clock } = {},
) {
  const invoked: number[][] = [];
  const settled: number[] = [];
  const discarded: DiscardNotice[] = [];
  const stop = new AbortController();
  const port: BatchPort = {
    settings: { ...SETTINGS, ...options.settings },
    clock: options.clock ?? maxSpeedClock(0),
    random: createRandom('test'),
    signal: stop.signal,
    async invoke(given) {
      invoked.push(numbers(given));
      return answer(numbers(given));
    },
    settle: (given) => settled.push(...numbers(given)),
    async discard(notice) {
      discarded.push(notice);
    },
  };
  return { port, invoked, settled, discarded, stop };
}

describe('processBatch', () => {
  it('settles a batch that succeeds', async () => {
    const { port, invoked, settled } = harness(() => ok());
    await processBatch(records(1, 3), port);
    expect(invoked).toEqual([[1, 2, 3]]);
    expect(settled).toEqual([1, 2, 3]);
  });

  it('settles what lies before the lowest failed record and retries from there on', async () => {
    let times = 0;
    const { port, invoked, settled } = harness(() => (times++ === 0 ? ok(4, 3) : ok()));
    await processBatch(records(1, 4), port);
    expect(invoked).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ]);
    expect(settled).toEqual([1, 2, 3, 4]);
  });

  it('ignores reported items when the mapping does not ask for them', async () => {
    const { port, invoked } = harness(() => ok(1), {
      settings: { reportBatchItemFailures: false },
    });
    await processBatch(records(1, 2), port);
    expect(invoked).toEqual([[1, 2]]);
  });

  it('gives up after the retries and tells how often it tried', async () => {
    const { port, invoked, settled, discarded } = harness(() => thrown);
    await processBatch(records(1, 2), port);
    expect(invoked).toHaveLength(3);
    expect(discarded).toMatchObject([
      { condition: 'RetryAttemptsExhausted', invokeCount: 3, functionError: 'Unhandled' },
    ]);
    expect(settled).toEqual([1, 2]);
  });

  it('bisects around a record that makes the function throw; its neighbours pass in order', async () => {
    const passed: number[] = [];
    const answer = (given: readonly number[]): InvokeResult => {
      if (given.includes(3)) return thrown;
      passed.push(...given);
      return ok();
    };
    const { port, discarded, settled } = harness(answer, {
      settings: { bisectBatchOnFunctionError: true },
    });
    await processBatch(records(1, 6), port);
    expect(passed).toEqual([1, 2, 4, 5, 6]);
    expect(discarded.map((notice) => numbers(notice.records))).toEqual([[3]]);
    expect(settled).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('uses up no retry for a split', async () => {
    const { port, invoked } = harness(() => thrown, {
      settings: { bisectBatchOnFunctionError: true, maximumRetryAttempts: 0 },
    });
    await processBatch(records(1, 2), port);
    expect(invoked).toEqual([[1, 2], [1], [2]]);
  });

  it('isolates a record that the function keeps reporting', async () => {
    const { port, discarded, settled } = harness((given) => (given.includes(2) ? ok(2) : ok()), {
      settings: { bisectBatchOnFunctionError: true, maximumRetryAttempts: 1 },
    });
    await processBatch(records(1, 5), port);
    expect(discarded.map((notice) => numbers(notice.records))).toEqual([[2]]);
    expect(discarded[0]?.functionError).toBeUndefined();
    expect(settled).toEqual([1, 2, 3, 4, 5]);
  });

  it('discards records that are too old without invoking the function', async () => {
    const clock = manualClock(100_000);
    const { port, invoked, discarded } = harness(() => ok(), {
      clock,
      settings: { maximumRecordAgeSeconds: 60 },
    });
    const batch = [record(1, { arrivedAt: 0 }), record(2, { arrivedAt: 90_000 })];
    await processBatch(batch, port);
    expect(invoked).toEqual([[2]]);
    expect(discarded).toMatchObject([{ condition: 'RecordAgeExceeded', invokeCount: 0 }]);
  });

  it('waits longer and longer between failures, by the clock that it was given', async () => {
    const clock = manualClock();
    const { port, invoked } = harness(() => thrown, {
      clock,
      settings: { maximumRetryAttempts: -1 },
    });
    const running = processBatch(records(1, 1), {
      ...port,
      random: { ...port.random, next: () => 1 },
    });
    await settle();
    expect(invoked).toHaveLength(1);
    await clock.advance(100);
    expect(invoked).toHaveLength(2);
    await clock.advance(199);
    expect(invoked).toHaveLength(2);
    await clock.advance(1);
    expect(invoked).toHaveLength(3);
    expect(running).toBeInstanceOf(Promise);
  });

  it('stops between attempts and settles nothing that was not done', async () => {
    const clock = manualClock();
    const { port, settled, stop } = harness(() => thrown, {
      clock,
      settings: { maximumRetryAttempts: -1 },
    });
    const running = processBatch(records(1, 1), port);
    await settle();
    stop.abort();
    await running;
    expect(settled).toEqual([]);
  });
});
