import { messageOf } from '../../runtime/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import { openCredentialProvider } from './credentials/credential-provider.ts';
import { clientDefaults, type ClientDefaults } from './client-defaults.ts';
import { startAlarms, type Alarms } from './cloudwatch/alarms.ts';
import { createSampler, type Meter } from './cloudwatch/meter.ts';
import type { FrontDoor } from './front-door/front-door.ts';
import { LOCAL_ACCOUNT } from './identity/arn.ts';
import { asyncFailureDocument } from './lambda/async-failure-document.ts';
import {
  createAsyncInvoker,
  type AsyncInvoker,
  type DiscardedEvent,
} from './lambda/async-invoke.ts';
import type { FunctionRuntime } from './lambda/function-runtime.ts';
import type { RuleEngine } from './rules/rule-engine.ts';
import { startLifecycle } from './s3/lifecycle.ts';
import { startNotifications, type Notifications } from './s3/notifications.ts';
import type { S3 } from './s3/s3-service.ts';
import type { Sns } from './sns/sns-service.ts';
import { openClients } from './twin-clients.ts';
import type { Disposal } from '../../runtime/disposal.ts';
import { startFunctions, type TwinFunctionsOptions } from './twin-functions.ts';
import { startMappings, type TwinMappings } from './twin-mappings.ts';
import type { TwinNames } from './twin-names.ts';
import type { NearParts } from './twin-near.ts';
import { layOut, openDoor, openFarStores, type Stores } from './twin-stores.ts';
import type { TwinOptions } from './twin.ts';

/** Everything that runs in a twin. */
export interface TwinParts extends NearParts {
  readonly clock: Clock;
  readonly runtime: FunctionRuntime;
  readonly mappings: TwinMappings;
  readonly sns: Sns;
  readonly invoker: AsyncInvoker;
  readonly clientDefaults: ClientDefaults;
  readonly awsPort: number | undefined;
}

/**
 * What works on the streams: functions and all that they use, the mappings last, and the AWS API. What
 * devices sent before lies in the streams.
 */
export async function openParts(
  options: TwinOptions,
  near: NearParts,
  disposal: Disposal,
): Promise<TwinParts> {
  const { account = LOCAL_ACCOUNT, clock } = options;
  const { names, rules, sendToQueue } = near;
  const { late, meter } = near.stores;
  const stores = {
    ...near.stores,
    ...(await openFarStores(options, near.stores, disposal)),
  };
  const door = disposal.use(openDoor(stores, options));
  const defaults = clientDefaults(account.region, door.requestHandler);
  const clients = openClients(defaults);
  disposal.defer(() => clients.destroy());
  const surroundings = { names, clients, dispatch: door.dispatch, disposal, meter };
  const runtime = startStackFunctions(surroundings, options);
  const onDiscard = discardTo(options, { names, sendToQueue });
  const invoker = disposal.use(createAsyncInvoker({ ...options, runtime, onDiscard }));
  late.invoker = invoker;
  await layOut(stores, names, options);
  late.notifications = disposal.use(openNotifications(options, invoker));
  disposal.use(expire(options, stores.s3));
  const mappings = disposal.use(
    startMappings({
      ...options,
      ...account,
      names,
      engine: stores.engine,
      sendToQueue,
      runtime,
      onIteratorAge: meter.onIteratorAge,
      onRead: meter.onRead,
      onSettled: near.backlog.onSettled,
    }),
  );
  near.backlog.startFrom((mapping) => mappings.undone(mapping));
  late.alarms = disposal.use(watch({ ...stores, rules, names }, options));
  const awsPort = await openPort(door, options);
  late.awsPort = awsPort;
  if (awsPort !== undefined) {
    const provider = await openCredentialProvider({ ...options, registry: stores.registry });
    late.credentialPort = disposal.use(provider).port;
  }
  const { sns } = stores;
  return { ...near, clock, sns, runtime, mappings, invoker, clientDefaults: defaults, awsPort };
}

interface FunctionParts extends Pick<
  TwinFunctionsOptions,
  'names' | 'clients' | 'dispatch' | 'disposal'
> {
  readonly meter: Meter;
}

function startStackFunctions(parts: FunctionParts, options: TwinOptions): FunctionRuntime {
  const { account = LOCAL_ACCOUNT } = options;
  return startFunctions({
    ...options,
    ...account,
    ...parts,
    observe: options.onEvent,
    onInvoked: (invoked) => parts.meter.onInvoked(invoked),
  });
}

interface WatchedParts extends Stores {
  readonly rules: RuleEngine;
  readonly names: TwinNames;
}

/** The stack's alarms over the twin's metrics. */
function watch(parts: WatchedParts, options: TwinOptions): Alarms {
  const { metrics, meter, sns, sqs, rules, names } = parts;
  const { stack, clock, log, account = LOCAL_ACCOUNT } = options;
  const takeLevels = createSampler(stack, metrics, {
    rules: () => rules.counters(),
    queueDepth: (queue) => sqs.depth(queue),
  });
  return startAlarms({
    alarms: stack.alarms,
    store: metrics,
    clock,
    log,
    account,
    topicArn: (topic) => names.topic(topic),
    publish: (topicArn, draft) => sns.publish(topicArn, draft),
    sample(at) {
      meter.flush(at);
      takeLevels(at);
    },
  });
}

function expire({ stack, clock, log }: TwinOptions, s3: S3): AsyncDisposable {
  const removeBefore: S3['removeBefore'] = (bucket, instant) => s3.removeBefore(bucket, instant);
  return startLifecycle({ buckets: stack.buckets, clock, log, removeBefore });
}

function openNotifications(options: TwinOptions, invoker: AsyncInvoker): Notifications {
  const { account = LOCAL_ACCOUNT, stack, random } = options;
  return startNotifications({
    ...options,
    ...account,
    buckets: stack.buckets,
    random: random.fork('s3-notifications'),
    invoker,
  });
}

interface DiscardParts {
  readonly names: TwinNames;
  readonly sendToQueue: (queue: string, body: string) => Promise<void>;
}

/** Tells the function's queue of an event that failed for good. */
function discardTo(
  { stack, clock, log }: TwinOptions,
  { names, sendToQueue }: DiscardParts,
): (discarded: DiscardedEvent) => void {
  return (discarded) => {
    const { functionName } = discarded;
    const queue = stack.functions.find(({ name }) => name === functionName)?.asyncFailureQueue;
    if (queue === undefined) return;
    const context = { functionArn: names.function(functionName), at: clock.now() };
    const body = JSON.stringify(asyncFailureDocument(discarded, context));
    sendToQueue(queue, body).catch((error: unknown) => {
      const text = `The queue ${queue} did not take an event of ${functionName}: ${messageOf(error)}`;
      log({ level: 'error', area: 'lambda', text });
    });
  };
}

async function openPort(door: FrontDoor, { awsPort }: TwinOptions): Promise<number | undefined> {
  if (awsPort === undefined) return undefined;
  return (await door.listen({ host: '127.0.0.1', port: awsPort })).port;
}
