import { expect, it } from 'vitest';
import type {
  BatchResponse,
  KinesisEvent,
  LambdaContext,
  LambdaHandler,
} from '../../../../../src/cloud/handlers/lambda.ts';
import type { FunctionThread } from '../../../../../src/cloud/local/lambda/thread/function-thread.ts';
import { movingHandler } from '../../../../../src/cloud/local/lambda/thread/moving-handler.ts';

const CONTEXT: LambdaContext = {
  functionName: 'score',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '1024',
  awsRequestId: 'id',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 1_000,
};

const EVENT: KinesisEvent = { Records: [] };
/** Between two batches. */
const IDLE_MS = 100;

function setUp({ workMs = 0, always = false } = {}) {
  const calls: string[] = [];
  const state = { ready: false, opened: 0, now: 0 };
  const environment = (name: string): LambdaHandler<KinesisEvent, BatchResponse> => {
    calls.push(`start ${name}`);
    return async () => {
      calls.push(name);
      state.now += workMs;
      return { batchItemFailures: [] };
    };
  };
  const thread: FunctionThread = {
    isReady: () => state.ready,
    settled: Promise.resolve(),
    start: () => environment('there'),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const handler = movingHandler({
    startHere: () => environment('here'),
    thread: () => {
      state.opened += 1;
      return thread;
    },
    always,
    now: () => state.now,
  });
  const invoke = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await handler(EVENT, CONTEXT);
      state.now += IDLE_MS;
    }
  };
  return { calls, state, invoke };
}

it('stays here, and opens no thread, while there is time between batches', async () => {
  const { calls, state, invoke } = setUp({ workMs: 3 * IDLE_MS });
  await invoke(100);
  expect(state.opened).toBe(0);
  expect(calls.filter((call) => call === 'here')).toHaveLength(100);
});

it('opens the thread after three seconds of hardly anything else, and moves once it is ready', async () => {
  const { calls, state, invoke } = setUp({ workMs: 9 * IDLE_MS });
  await invoke(2);
  expect(state.opened).toBe(0);
  await invoke(10);
  expect(state.opened).toBe(1);
  expect(calls).not.toContain('there');
  state.ready = true;
  await invoke(2);
  expect(state.opened).toBe(1);
  expect(calls.slice(-3)).toEqual(['start there', 'there', 'there']);
});

it('comes back to a new environment here when the thread has ended', async () => {
  const { calls, state, invoke } = setUp({ always: true });
  state.ready = true;
  await invoke(1);
  state.ready = false;
  await invoke(1);
  expect(calls).toEqual(['start there', 'there', 'start here', 'here']);
});
