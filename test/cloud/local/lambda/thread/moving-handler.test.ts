import { expect, it } from 'vitest';
import type {
  BatchResponse,
  KinesisEvent,
  LambdaContext,
  LambdaHandler,
} from '../../../../../src/cloud/handlers/lambda.ts';
import { kinesisEvent } from '../../../../../src/cloud/local/lambda/kinesis-event.ts';
import type { FunctionThread } from '../../../../../src/cloud/local/lambda/thread/function-thread.ts';
import { movingHandler } from '../../../../../src/cloud/local/lambda/thread/moving-handler.ts';
import { records } from '../fixtures.ts';

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

function eventOf(count: number): KinesisEvent {
  return kinesisEvent(records(1, count), {
    streamArn: 'arn',
    shardId: 'shardId-000000000000',
    region: 'us-east-1',
    roleArn: 'role',
  });
}

function setUp(always = false) {
  const calls: string[] = [];
  const state = { ready: false, opened: 0 };
  const environment = (name: string): LambdaHandler<KinesisEvent, BatchResponse> => {
    calls.push(`start ${name}`);
    return async () => {
      calls.push(name);
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
  });
  const invoke = async (count: number, times = 1): Promise<void> => {
    for (let time = 0; time < times; time += 1) await handler(eventOf(count), CONTEXT);
  };
  return { calls, state, invoke };
}

it('stays here, and opens no thread, while batches are small', async () => {
  const { calls, state, invoke } = setUp();
  await invoke(499, 50);
  expect(state.opened).toBe(0);
  expect(calls.filter((call) => call === 'here')).toHaveLength(50);
});

it('opens the thread after ten heavy batches and moves there once it is ready', async () => {
  const { calls, state, invoke } = setUp();
  await invoke(500, 9);
  expect(state.opened).toBe(0);
  await invoke(500, 2);
  expect(state.opened).toBe(1);
  expect(calls).not.toContain('there');
  state.ready = true;
  await invoke(1, 2);
  expect(state.opened).toBe(1);
  expect(calls.slice(-3)).toEqual(['start there', 'there', 'there']);
});

it('comes back to a new environment here when the thread has ended', async () => {
  const { calls, state, invoke } = setUp(true);
  state.ready = true;
  await invoke(1);
  state.ready = false;
  await invoke(1);
  expect(calls).toEqual(['start there', 'there', 'start here', 'here']);
});
