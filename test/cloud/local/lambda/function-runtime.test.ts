import { describe, expect, it } from 'vitest';
import type { LambdaContext, LambdaHandler } from '../../../../src/cloud/handlers/lambda.ts';
import { createAsyncInvoker } from '../../../../src/cloud/local/lambda/async-invoke.ts';
import {
  createFunctionRuntime,
  type FunctionRuntime,
} from '../../../../src/cloud/local/lambda/function-runtime.ts';
import { manualClock, type Clock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { createRandom } from '../../../../src/runtime/random.ts';
import { runtimeOf, settle } from './fixtures.ts';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:score';

function runtimeStarting(
  start: () => LambdaHandler,
  clock: Clock = manualClock(),
): FunctionRuntime {
  return createFunctionRuntime({
    functions: [{ name: 'score', arn: ARN, timeoutMs: 1_000, memoryMb: 256, start }],
    clock,
    random: createRandom('runtime'),
    log: silentLog,
  });
}

describe('createFunctionRuntime', () => {
  it('gives the context that Lambda gives', async () => {
    const clock = manualClock(Date.UTC(2026, 2, 2));
    let seen: LambdaContext | undefined;
    let left = 0;
    const runtime = runtimeStarting(
      () => async (_event, context) => {
        seen = context;
        await clock.advance(400);
        left = context.getRemainingTimeInMillis();
      },
      clock,
    );
    const { requestId } = await runtime.invoke('score', {});
    expect(seen).toMatchObject({
      functionName: 'score',
      functionVersion: '$LATEST',
      invokedFunctionArn: ARN,
      memoryLimitInMB: '256',
      awsRequestId: requestId,
      logGroupName: '/aws/lambda/score',
    });
    expect(seen?.logStreamName).toMatch(/^2026\/03\/02\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(requestId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(left).toBe(600);
  });

  it('keeps an error inside the result and the environment warm', async () => {
    const runtime = runtimeStarting(() => {
      let calls = 0;
      return async () => {
        calls += 1;
        if (calls === 1) throw new RangeError('too much');
        return calls;
      };
    });
    expect(await runtime.invoke('score', {})).toMatchObject({
      ok: false,
      functionError: 'Unhandled',
      errorType: 'RangeError',
      errorMessage: 'too much',
    });
    expect(await runtime.invoke('score', {})).toMatchObject({ ok: true, payload: 2 });
    expect(runtime.counters()['score']).toMatchObject({ invocations: 2, errors: 1, coldStarts: 1 });
  });

  it('gives up on a function that takes too long and starts a new environment', async () => {
    const clock = manualClock();
    let starts = 0;
    const runtime = runtimeStarting(() => {
      starts += 1;
      return starts === 1 ? () => new Promise(() => undefined) : () => Promise.resolve('fresh');
    }, clock);
    const slow = runtime.invoke('score', {});
    await clock.advance(1_000);
    expect(await slow).toMatchObject({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 1.00 seconds',
    });
    expect(await runtime.invoke('score', {})).toMatchObject({ ok: true, payload: 'fresh' });
    expect(runtime.counters()['score']).toMatchObject({ timeouts: 1, coldStarts: 2 });
  });

  it('never gives one environment two invocations at once', async () => {
    let starts = 0;
    const runtime = runtimeStarting(() => {
      starts += 1;
      let inside = 0;
      return async () => {
        inside += 1;
        await settle(2);
        inside -= 1;
        return inside;
      };
    });
    const results = await Promise.all([runtime.invoke('score', 1), runtime.invoke('score', 2)]);
    expect(results).toMatchObject([{ payload: 0 }, { payload: 0 }]);
    expect(starts).toBe(2);
  });

  it('returns invocations of one affinity to the same environment', async () => {
    const runtime = runtimeStarting(() => {
      let calls = 0;
      return async () => (calls += 1);
    });
    await runtime.invoke('score', {}, { affinity: 'shard-0' });
    await runtime.invoke('score', {}, { affinity: 'shard-1' });
    expect(await runtime.invoke('score', {}, { affinity: 'shard-0' })).toMatchObject({
      payload: 2,
    });
  });

  it('reports an environment that cannot start as an error of the function', async () => {
    const runtime = runtimeStarting(() => {
      throw new Error('SCORING is missing');
    });
    expect(await runtime.invoke('score', {})).toMatchObject({
      ok: false,
      errorMessage: 'SCORING is missing',
    });
  });

  it('names the functions there are when asked for another', async () => {
    const runtime = runtimeStarting(() => () => Promise.resolve());
    await expect(runtime.invoke('scores', {})).rejects.toMatchObject({
      code: 'lambda/unknown-function',
      message: 'There is no function "scores". Did you mean "score"?',
    });
  });
});

describe('createAsyncInvoker', () => {
  it('tries three times with one and two minutes between, then discards', async () => {
    const clock = manualClock();
    let calls = 0;
    const runtime = runtimeOf(async () => {
      calls += 1;
      throw new Error('down');
    }, clock);
    const discarded: unknown[] = [];
    const invoker = createAsyncInvoker({
      runtime,
      clock,
      log: silentLog,
      onDiscard: ({ event }) => discarded.push(event),
    });
    expect(invoker.enqueue('score', { n: 1 })).toBe(true);
    await settle();
    expect(calls).toBe(1);
    await clock.advance(60_000);
    await settle();
    expect(calls).toBe(2);
    await clock.advance(120_000);
    await invoker.idle();
    expect(calls).toBe(3);
    expect(discarded).toEqual([{ n: 1 }]);
  });

  it('takes no further events once it is disposed, and ends what waits for a retry', async () => {
    const clock = manualClock();
    const runtime = runtimeOf(() => Promise.reject(new Error('down')), clock);
    const invoker = createAsyncInvoker({ runtime, clock, log: silentLog });
    invoker.enqueue('score', {});
    await settle();
    await invoker[Symbol.asyncDispose]();
    expect(invoker.enqueue('score', {})).toBe(false);
  });
});
