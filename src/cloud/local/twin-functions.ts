import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import type { Disposal } from '../../runtime/disposal.ts';
import type { Random } from '../../runtime/random.ts';
import type { AlertEvent } from '../handlers/alert.ts';
import { alertHandler, ingestHandler, scoreHandler } from '../handlers/environment.ts';
import type { LambdaHandler } from '../handlers/lambda.ts';
import type { EnvironmentValue, Stack, StackFunction } from '../stack/stack.ts';
import type { Dispatch } from './front-door/dispatch.ts';
import {
  createFunctionRuntime,
  type FunctionRuntime,
  type FunctionRuntimeOptions,
} from './lambda/function-runtime.ts';
import { openFunctionThread, type FunctionThread } from './lambda/thread/function-thread.ts';
import { movingHandler } from './lambda/thread/moving-handler.ts';
import type { TwinClients } from './twin-clients.ts';
import type { TwinNames } from './twin-names.ts';
import type { TwinOptions } from './twin.ts';

export interface TwinFunctionsOptions extends Pick<FunctionRuntimeOptions, 'onInvoked'> {
  readonly stack: Stack;
  readonly names: TwinNames;
  readonly clients: TwinClients;
  /** Answers what a function on a thread of its own asks of the AWS API. */
  readonly dispatch: Dispatch;
  readonly region: string;
  /** Ends the threads. */
  readonly disposal: Disposal;
  readonly scoreThread?: TwinOptions['scoreThread'];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly observe: (event: AlertEvent) => void;
  /** Handlers that stand in for the stack's, by function name; for users' own code and for tests. */
  readonly handlers?: Readonly<Record<string, () => LambdaHandler>>;
  readonly around?: (functionName: string, handler: LambdaHandler) => LambdaHandler;
}

/** The stack's functions, each started with its variables and the twin's clients. */
export function startFunctions(options: TwinFunctionsOptions): FunctionRuntime {
  const {
    stack,
    names,
    clock,
    random,
    log,
    onInvoked,
    around = (_name, handler) => handler,
  } = options;
  return createFunctionRuntime({
    functions: stack.functions.map((definition) => ({
      name: definition.name,
      arn: names.function(definition.name),
      timeoutMs: definition.timeoutSeconds * 1_000,
      memoryMb: definition.memoryMb,
      start: () => {
        const start = options.handlers?.[definition.name] ?? starter(definition, options);
        return around(definition.name, start());
      },
    })),
    clock,
    random,
    log,
    ...(onInvoked === undefined ? {} : { onInvoked }),
  });
}

function starter(definition: StackFunction, options: TwinFunctionsOptions): () => LambdaHandler {
  const { clients, clock, random, log, observe } = options;
  const environment = Object.fromEntries(
    Object.entries(definition.environment).map(([name, value]) => [
      name,
      textOf(value, options.names),
    ]),
  );
  const surroundings = {
    ...clients,
    clock,
    random: random.fork(definition.name),
    log,
    observe,
  };
  const make = { score: scoreHandler, alert: alertHandler, ingest: ingestHandler }[
    definition.handler
  ];
  const { scoreThread = 'auto' } = options;
  if (definition.handler !== 'score' || scoreThread === 'never') {
    return () => make(environment, surroundings) as LambdaHandler;
  }
  const thread = onceOpened(environment, definition.name, options);
  const always = scoreThread === 'always';
  return () =>
    movingHandler({
      startHere: () => scoreHandler(environment, surroundings),
      thread,
      always,
      now: () => clock.now(),
    }) as LambdaHandler;
}

/** One thread a function, for all its environments. */
function onceOpened(
  environment: Readonly<Record<string, string>>,
  functionName: string,
  { dispatch, region, disposal, random, log }: TwinFunctionsOptions,
): () => FunctionThread {
  let opened: FunctionThread | undefined;
  const seed = `${functionName}:${random.fork(functionName).uint32()}`;
  return () =>
    (opened ??= disposal.use(openFunctionThread({ environment, region, seed, dispatch, log })));
}

function textOf(value: EnvironmentValue, names: TwinNames): string {
  if (typeof value === 'string') return value;
  if ('topicArn' in value) return names.topic(value.topicArn);
  if ('bucketName' in value) return value.bucketName;
  return 'streamName' in value ? value.streamName : value.tableName;
}
