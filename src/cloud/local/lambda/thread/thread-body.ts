import { parentPort, workerData } from 'node:worker_threads';
import { systemClock, type Clock } from '../../../../runtime/clock.ts';
import { deferred, type Deferred } from '../../../../runtime/deferred.ts';
import { messageOf } from '../../../../runtime/errors.ts';
import { createRandom } from '../../../../runtime/random.ts';
import { scoreHandler, type Environment } from '../../../handlers/environment.ts';
import type { BatchResponse, KinesisEvent, LambdaHandler } from '../../../handlers/lambda.ts';
import type { Dispatch } from '../../front-door/dispatch.ts';
import { createRequestHandler } from '../../front-door/request-handler.ts';
import type { ServiceResponse } from '../../service.ts';
import { clientDefaults } from '../../client-defaults.ts';
import { openScoreClients } from '../../score-clients.ts';
import type { FromThread, ToThread } from './messages.ts';
import { unpackEvent } from './packed-event.ts';

/** What a function's thread is given to begin with. */
export interface ThreadStart {
  readonly environment: Environment;
  readonly region: string;
  /** Of the function's randomness. */
  readonly seed: string;
}

/** Where what a thread has to say goes. */
interface MainThread {
  readonly say: (message: FromThread) => void;
}

type Handler = LambdaHandler<KinesisEvent, BatchResponse>;
type Invocation = Extract<ToThread, { readonly type: 'invoke' }>;

/** Largest request body that leaves a thread; that of the front door, which reads it again. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

// The module is the body of a thread: it runs when it is loaded.
const port = parentPort;
if (port !== null) {
  const say = (message: FromThread): void => port.postMessage(message);
  const calls = openCalls(say);
  const clock = systemClock();
  const start = handlerStarter(workerData as ThreadStart, clock, { dispatch: calls.dispatch, say });
  const places = new Map<number, Handler>();
  port.on('message', (message: ToThread) => {
    if (message.type === 'response') return calls.answered(message.id, message.response);
    const handler = places.get(message.place) ?? start();
    places.set(message.place, handler);
    return void invoke(handler, message, { clock, say });
  });
  say({ type: 'ready' });
}

function handlerStarter(
  { environment, region, seed }: ThreadStart,
  clock: Clock,
  { dispatch, say }: MainThread & { readonly dispatch: Dispatch },
): () => Handler {
  const clients = openScoreClients(
    clientDefaults(region, createRequestHandler(dispatch, BODY_BYTES_MAX)),
  );
  const random = createRandom(seed);
  return () =>
    scoreHandler(environment, {
      ...clients,
      clock,
      random,
      log: (line) => say({ type: 'log', line }),
    });
}

async function invoke(
  handler: Handler,
  { id, event, context, remainingMs }: Invocation,
  { clock, say }: MainThread & { readonly clock: Clock },
): Promise<void> {
  const deadline = clock.now() + remainingMs;
  const getRemainingTimeInMillis = (): number => Math.max(0, deadline - clock.now());
  try {
    const payload = await handler(unpackEvent(event), { ...context, getRemainingTimeInMillis });
    say({ type: 'result', id, payload });
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    say({ type: 'failed', id, name, message: messageOf(error) });
  }
}

/** Calls of the AWS API that the main thread has not answered yet. */
function openCalls(say: (message: FromThread) => void) {
  const open = new Map<number, Deferred<ServiceResponse>>();
  let last = 0;
  const dispatch: Dispatch = (request) => {
    const id = (last += 1);
    const answer = deferred<ServiceResponse>();
    open.set(id, answer);
    say({ type: 'request', id, request });
    return answer.promise;
  };
  return {
    dispatch,
    answered(id: number, response: ServiceResponse): void {
      open.get(id)?.resolve(response);
      open.delete(id);
    },
  };
}
