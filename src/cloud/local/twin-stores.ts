import { isIP } from 'node:net';
import type { Broker } from './broker/broker.ts';
import type { Alarms } from './cloudwatch/alarms.ts';
import { createCloudWatchService } from './cloudwatch/cloudwatch-service.ts';
import { createMeter, type Meter } from './cloudwatch/meter.ts';
import { createBacklog, type Backlog } from './twin-backlog.ts';
import { createMetricStore, type MetricStore } from './cloudwatch/metric-store.ts';
import { openDeviceServices, type DeviceServices } from './device-services.ts';
import { createDynamoDb, type DynamoDb } from './dynamodb/dynamodb.ts';
import { createFrontDoor, type FrontDoor } from './front-door/front-door.ts';
import { createStsService } from './front-door/sts-service.ts';
import { LOCAL_ACCOUNT } from './identity/arn.ts';
import { createIdentityRegistry, type IdentityRegistry } from './identity/identity-registry.ts';
import { createIotControlPlane } from './iot/control-plane.ts';
import type { Put } from './kinesis/engine-context.ts';
import { createKinesisEngine, type KinesisEngine } from './kinesis/kinesis-engine.ts';
import { createKinesisService } from './kinesis/kinesis-service.ts';
import type { AsyncInvoker } from './lambda/async-invoke.ts';
import type { Notifications } from './s3/notifications.ts';
import { createS3, type S3 } from './s3/s3-service.ts';
import { createIotDataPlane } from './shadow/data-plane.ts';
import { createSns, type Sns } from './sns/sns-service.ts';
import { createSqs, type Sqs } from './sqs/sqs-service.ts';
import type { Disposal } from '../../runtime/disposal.ts';
import { lastName, twinNames, type TwinNames } from './twin-names.ts';
import type { TwinOptions } from './twin.ts';

/** Parts that stores refer to and that come to be after them. */
interface Late {
  broker?: Broker;
  invoker?: AsyncInvoker;
  notifications?: Notifications;
  alarms?: Alarms;
  awsPort?: number | undefined;
  credentialPort?: number | undefined;
}

/** What keeps state, each in its folder. */
export interface Stores {
  readonly registry: IdentityRegistry;
  readonly engine: KinesisEngine;
  readonly dynamoDb: DynamoDb;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly s3: S3;
  readonly devices: DeviceServices;
  readonly metrics: MetricStore;
  readonly meter: Meter;
  readonly backlog: Backlog;
  readonly late: Late;
}

export async function openStores(options: TwinOptions, disposal: Disposal): Promise<Stores> {
  const {
    stateDir,
    clock,
    log,
    host,
    enforceThroughput = false,
    account = LOCAL_ACCOUNT,
  } = options;
  const common = { stateDir, clock, log, account, ...account };
  const hosts = isIP(host) === 0 || host !== '0.0.0.0' ? [host] : [];
  const late: Late = {};
  const endpointUrl = (): string | undefined =>
    late.awsPort === undefined ? undefined : `http://127.0.0.1:${late.awsPort}`;
  const registry = disposal.use(
    await createIdentityRegistry({ ...common, wallClock: clock, hosts }),
  );
  const metrics = createMetricStore();
  const meter = createMeter(metrics, clock);
  const backlog = createBacklog(options.stack.mappings, clock);
  const onPut = (put: Put): void => {
    meter.onPut(put);
    backlog.onPut(put.stream, put.records);
  };
  const engine = disposal.use(
    await createKinesisEngine({ ...common, enforceThroughput, onPut, onRead: meter.onRead }),
  );
  const dynamoDb = disposal.use(await createDynamoDb(common));
  const sqs = disposal.use(createSqs({ ...common, endpointUrl }));
  const sns = disposal.use(
    createSns({
      ...common,
      endpointUrl,
      invokeLambda: (arn, event) => late.invoker?.enqueue(lastName(arn), event) ?? false,
      sendToQueue: (arn, body) => sqs.send(arn, body),
    }),
  );
  const s3 = disposal.use(
    createS3({ ...common, onCreated: (created) => late.notifications?.onCreated(created) }),
  );
  const devices = disposal.use(
    openDeviceServices({
      ...common,
      registry,
      publish: async (topic, payload) => late.broker?.publish(topic, payload, 1),
      reply: async (clientId, topic, payload) => late.broker?.reply(clientId, topic, payload),
    }),
  );
  return { registry, engine, dynamoDb, sqs, sns, s3, devices, metrics, meter, backlog, late };
}

/** The AWS API over the stores. */
export function openDoor(
  { registry, engine, dynamoDb, sqs, sns, s3, devices, metrics, late }: Stores,
  options: TwinOptions,
): FrontDoor {
  const endpoint = (): string => `${options.host}:${late.broker?.port ?? options.mqttPort ?? 0}`;
  const credentialEndpoint = (): string | undefined =>
    late.credentialPort === undefined ? undefined : `${options.host}:${late.credentialPort}`;
  const services = [
    createKinesisService(engine),
    dynamoDb,
    sns,
    sqs,
    s3,
    createIotControlPlane({ registry, endpoint, credentialEndpoint, jobs: devices.jobs }),
    createIotDataPlane(devices.shadows, () => options.clock.now()),
    createStsService(registry.account),
    createCloudWatchService({
      store: metrics,
      alarms: () => late.alarms,
      account: registry.account,
      topicArn: (topic) => twinNames(registry.account).topic(topic),
      now: () => options.clock.now(),
    }),
  ];
  return createFrontDoor(services, options);
}

/** Makes what the stack names and is not there yet. */
export async function layOut(
  { engine, dynamoDb, sqs, sns, s3, names }: Stores & { readonly names: TwinNames },
  { stack }: TwinOptions,
): Promise<void> {
  for (const stream of stack.streams) engine.ensureStream(stream);
  for (const table of stack.tables) await dynamoDb.ensureTable(table);
  for (const queue of stack.queues) sqs.ensureQueue(queue.name);
  for (const bucket of stack.buckets) s3.ensureBucket(bucket.name);
  for (const topic of stack.topics) sns.ensureTopic(topic.name);
  for (const subscription of stack.subscriptions) {
    const endpoint = endpointOf(subscription, names);
    sns.ensureSubscription(names.topic(subscription.topic), subscription.protocol, endpoint);
  }
}

function endpointOf(
  subscription: TwinOptions['stack']['subscriptions'][number],
  names: TwinNames,
): string {
  if (subscription.protocol === 'lambda') return names.function(subscription.functionName);
  if (subscription.protocol === 'sqs') return names.queue(subscription.queue);
  return subscription.endpoint;
}
