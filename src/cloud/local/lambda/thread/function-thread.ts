import { deferred, type Deferred } from '../../../../runtime/deferred.ts';
import { messageOf } from '../../../../runtime/errors.ts';
import type { Log } from '../../../../runtime/log.ts';
import { startThread, type ThreadBody } from '../../../../runtime/start-thread.ts';
import type {
  BatchResponse,
  KinesisEvent,
  LambdaContext,
  LambdaHandler,
} from '../../../handlers/lambda.ts';
import type { Dispatch } from '../../front-door/dispatch.ts';
import type { FromThread, ToThread } from './messages.ts';
import { packEvent } from './packed-event.ts';
import type { ThreadStart } from './thread-body.ts';

export interface FunctionThreadOptions extends ThreadStart {
  /** Answers the calls of the AWS API that the function makes. */
  readonly dispatch: Dispatch;
  readonly log: Log;
}

/** A thread of its own for the environments of the score function. */
export interface FunctionThread extends AsyncDisposable {
  /** Whether invocations can go there: loaded, and not ended. */
  isReady(): boolean;
  /** Resolves once it is ready or has ended. */
  readonly settled: Promise<void>;
  /** A new execution environment. */
  start(): LambdaHandler<KinesisEvent, BatchResponse>;
}

type Handler = LambdaHandler<KinesisEvent, BatchResponse>;

const BODY: ThreadBody = {
  source: new URL('thread-body.ts', import.meta.url),
  built: 'cloud/score-thread.js',
};

export function openFunctionThread(options: FunctionThreadOptions): FunctionThread {
  const { dispatch, log, environment, region, seed } = options;
  const start: ThreadStart = { environment, region, seed };
  const worker = startThread(BODY, start);
  const say = (message: ToThread): void => worker.postMessage(message, []);
  const pending = new Map<number, Deferred<BatchResponse>>();
  const settled = deferred();
  const state = { ready: false };
  const end = (error: Error): void => {
    state.ready = false;
    settled.resolve();
    for (const invocation of pending.values()) invocation.reject(error);
    pending.clear();
  };
  const answer = async ({ id, request }: Request): Promise<void> =>
    say({ type: 'response', id, response: await dispatch(request) });
  worker.on('message', (message: FromThread) => {
    if (message.type === 'request') void answer(message);
    else if (message.type === 'log') log(message.line);
    else if (message.type !== 'ready') settle(pending, message);
    else {
      log({
        level: 'info',
        area: 'lambda',
        text: 'The score function has a thread of its own now.',
      });
      state.ready = true;
      settled.resolve();
    }
  });
  worker.on('error', (error: Error) => {
    log({
      level: 'error',
      area: 'lambda',
      text: `A function's thread failed: ${messageOf(error)}`,
    });
    end(error);
  });
  worker.on('exit', () => end(new Error('The function’s thread ended.')));
  return {
    isReady: () => state.ready,
    settled: settled.promise,
    start: environmentStarter(pending, say),
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}

type Request = Extract<FromThread, { readonly type: 'request' }>;
type Ended = Extract<FromThread, { readonly type: 'result' | 'failed' }>;

function settle(pending: Map<number, Deferred<BatchResponse>>, ended: Ended): void {
  const invocation = pending.get(ended.id);
  pending.delete(ended.id);
  if (ended.type === 'result') return invocation?.resolve(ended.payload);
  return invocation?.reject(Object.assign(new Error(ended.message), { name: ended.name }));
}

function environmentStarter(
  pending: Map<number, Deferred<BatchResponse>>,
  say: (message: ToThread) => void,
): () => Handler {
  const last = { invocation: 0, place: 0 };
  return () => {
    const place = (last.place += 1);
    return (event, context) => {
      const id = (last.invocation += 1);
      const result = deferred<BatchResponse>();
      pending.set(id, result);
      const remainingMs = context.getRemainingTimeInMillis();
      const parts = { event: packEvent(event), context: plain(context), remainingMs };
      say({ type: 'invoke', id, place, ...parts });
      return result.promise;
    };
  };
}

/** A function cannot be copied. */
function plain(context: LambdaContext): Omit<LambdaContext, 'getRemainingTimeInMillis'> {
  const { functionName, functionVersion, invokedFunctionArn, memoryLimitInMB } = context;
  const { awsRequestId, logGroupName, logStreamName } = context;
  const named = { functionName, functionVersion, invokedFunctionArn, memoryLimitInMB };
  return { ...named, awsRequestId, logGroupName, logStreamName };
}
