import { messageOf } from '../../runtime/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import { openCredentialProvider } from './credentials/credential-provider.ts';
import { checkReferences } from '../stack/check-references.ts';
import { clientDefaults, type ClientDefaults } from './client-defaults.ts';
import { startBroker, type Broker } from './broker/broker.ts';
import type { RefusedEvent } from './broker/events.ts';
import { startAlarms, type Alarms } from './cloudwatch/alarms.ts';
import { createSampler, type Meter } from './cloudwatch/meter.ts';
import type { DeviceServices } from './device-services.ts';
import type { FrontDoor } from './front-door/front-door.ts';
import { LOCAL_ACCOUNT } from './identity/arn.ts';
import type { IdentityRegistry } from './identity/identity-registry.ts';
import { asyncFailureDocument } from './lambda/async-failure-document.ts';
import {
  createAsyncInvoker,
  type AsyncInvoker,
  type DiscardedEvent,
} from './lambda/async-invoke.ts';
import type { FunctionRuntime } from './lambda/function-runtime.ts';
import { createJustInTime } from './provisioning/just-in-time.ts';
import type { RuleEngine } from './rules/rule-engine.ts';
import { startLifecycle } from './s3/lifecycle.ts';
import { startNotifications, type Notifications } from './s3/notifications.ts';
import type { S3 } from './s3/s3-service.ts';
import type { Sns } from './sns/sns-service.ts';
import { openClients } from './twin-clients.ts';
import type { Disposal } from '../../runtime/disposal.ts';
import type { Backlog } from './twin-backlog.ts';
import { startFunctions, type TwinFunctionsOptions } from './twin-functions.ts';
import { startMappings, type TwinMappings } from './twin-mappings.ts';
import { twinNames, type TwinNames } from './twin-names.ts';
import { startRules } from './twin-rules.ts';
import { openState } from './twin-state.ts';
import { layOut, openDoor, openStores, type Stores } from './twin-stores.ts';
import { createTraffic, type Traffic } from './twin-traffic.ts';
import type { TwinEvent, TwinOptions } from './twin.ts';

/** Everything that runs in a twin. */
export interface TwinParts {
  readonly clock: Clock;
  readonly registry: IdentityRegistry;
  readonly broker: Broker;
  readonly rules: RuleEngine;
  readonly runtime: FunctionRuntime;
  readonly mappings: TwinMappings;
  readonly sns: Sns;
  readonly invoker: AsyncInvoker;
  readonly traffic: Traffic;
  readonly backlog: Backlog;
  readonly clientDefaults: ClientDefaults;
  readonly awsPort: number | undefined;
}

/** Stores first, then what works on them, the broker last: no message comes before its way is laid. */
export async function openParts(options: TwinOptions, disposal: Disposal): Promise<TwinParts> {
  const { stack, stateDir, fresh = false, account = LOCAL_ACCOUNT } = options;
  checkReferences(stack);
  const lock = await openState(stateDir, fresh);
  disposal.defer(() => lock.release());
  const stores = await openStores(options, disposal);
  const names = twinNames(account);
  const door = disposal.use(openDoor(stores, options));
  const defaults = clientDefaults(account.region, door.requestHandler);
  const clients = openClients(defaults);
  disposal.defer(() => clients.destroy());
  const { meter, backlog } = stores;
  const surroundings = { names, clients, dispatch: door.dispatch, disposal, meter };
  const runtime = startStackFunctions(surroundings, options);
  const sendToQueue = async (queue: string, body: string): Promise<void> =>
    stores.sqs.send(names.queue(queue), body);
  const onDiscard = discardTo(options, { names, sendToQueue });
  const invoker = disposal.use(createAsyncInvoker({ ...options, runtime, onDiscard }));
  stores.late.invoker = invoker;
  await layOut({ ...stores, names }, options);
  stores.late.notifications = disposal.use(openNotifications(options, invoker));
  disposal.use(expire(options, stores.s3));
  const traffic = createTraffic();
  const flow = { ...options, ...account, names, engine: stores.engine, sendToQueue };
  const mappings = disposal.use(
    startMappings({
      ...flow,
      runtime,
      onIteratorAge: meter.onIteratorAge,
      onRead: meter.onRead,
      onSettled: backlog.onSettled,
    }),
  );
  backlog.startFrom((mapping) => mappings.undone(mapping));
  const rules = startRules({ ...flow, onRouted: (stream) => traffic.onRouted(stream) });
  stores.late.alarms = disposal.use(watch({ ...stores, rules, names }, options));
  const broker = disposal.use(await openBroker({ ...stores, rules, traffic }, options));
  stores.late.broker = broker;
  const awsPort = await openPort(door, options);
  stores.late.awsPort = awsPort;
  if (awsPort !== undefined) {
    const provider = await openCredentialProvider({ ...options, registry: stores.registry });
    stores.late.credentialPort = disposal.use(provider).port;
  }
  const { registry, sns } = stores;
  const running = { broker, rules, runtime, mappings, invoker, traffic, backlog };
  return { clock: options.clock, registry, sns, ...running, clientDefaults: defaults, awsPort };
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

/** What rules see as the client of AWS IoT's own messages. */
const NO_CLIENT = { clientId: 'n/a', principal: 'n/a' };

interface BrokerParts {
  readonly rules: RuleEngine;
  readonly traffic: Traffic;
  readonly backlog: Backlog;
  readonly registry: IdentityRegistry;
  readonly devices: DeviceServices;
}

async function openBroker(
  { rules, traffic, backlog, registry, devices }: BrokerParts,
  { host, mqttPort = 0, clock, log, onEvent, enforceThroughput = false }: TwinOptions,
): Promise<Broker> {
  const late: { broker?: Broker } = {};
  const publish = (topic: string, document: object): void => {
    const payload = Buffer.from(JSON.stringify(document));
    const message = { topic, payload, ...NO_CLIENT, receivedAt: clock.now() };
    const told = rules.dispatch(message).then(() => late.broker?.publish(topic, payload, 1));
    told.catch((error: unknown) => log({ level: 'warn', area: 'broker', text: messageOf(error) }));
  };
  const broker = await startBroker({
    host,
    port: mqttPort,
    registry,
    clock,
    log,
    enforceRate: enforceThroughput,
    onPublish: (message) =>
      traffic.through(async () => {
        const room = backlog.room();
        if (room !== undefined) await room;
        await rules.dispatch(message);
        await devices.handle(message);
      }),
    onStranger: createJustInTime({ registry, now: () => clock.now(), publish, log }),
    onRefused: (event) => onEvent(refusedEvent(event)),
  });
  late.broker = broker;
  return broker;
}

function refusedEvent({ stage, clientId, remoteAddress, detail }: RefusedEvent): TwinEvent {
  const action = stage === 'publish' ? 'publish' : stage === 'subscribe' ? 'subscribe' : 'connect';
  return {
    type: 'refused',
    clientId: clientId ?? remoteAddress ?? 'unknown',
    action,
    reason: detail,
  };
}

async function openPort(door: FrontDoor, { awsPort }: TwinOptions): Promise<number | undefined> {
  if (awsPort === undefined) return undefined;
  return (await door.listen({ host: '127.0.0.1', port: awsPort })).port;
}
