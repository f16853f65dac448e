import { isIP } from 'node:net';
import type { Disposal } from '../../runtime/disposal.ts';
import type { Broker } from './broker/broker.ts';
import type { Alarms } from './cloudwatch/alarms.ts';
import { createMeter, type Meter } from './cloudwatch/meter.ts';
import { createMetricStore, type MetricStore } from './cloudwatch/metric-store.ts';
import { openDeviceServices, type DeviceServices } from './device-services.ts';
import { LOCAL_ACCOUNT } from './identity/arn.ts';
import { createIdentityRegistry, type IdentityRegistry } from './identity/identity-registry.ts';
import { createIotControlPlane } from './iot/control-plane.ts';
import type { Put } from './kinesis/engine-context.ts';
import { createKinesisEngine, type KinesisEngine } from './kinesis/kinesis-engine.ts';
import type { AsyncInvoker } from './lambda/async-invoke.ts';
import type { Notifications } from './s3/notifications.ts';
import type { AwsService } from './service.ts';
import { createSqs, type Sqs } from './sqs/sqs-service.ts';
import { createBacklog, type Backlog } from './twin-backlog.ts';
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

/** What keeps the state that a device's message meets on its way into a stream, each in its folder. */
export interface NearStores {
  readonly registry: IdentityRegistry;
  readonly controlPlane: AwsService;
  readonly engine: KinesisEngine;
  readonly sqs: Sqs;
  readonly devices: DeviceServices;
  readonly metrics: MetricStore;
  readonly meter: Meter;
  readonly backlog: Backlog;
  readonly late: Late;
}

export function endpointUrlOf({ awsPort }: Late): string | undefined {
  return awsPort === undefined ? undefined : `http://127.0.0.1:${awsPort}`;
}

/** Opens them, with the stack's streams and queues. */
export async function openNearStores(
  options: TwinOptions,
  disposal: Disposal,
): Promise<NearStores> {
  const { stack, stateDir, clock, log, host, account = LOCAL_ACCOUNT } = options;
  const { enforceThroughput = false } = options;
  const common = { stateDir, clock, log, account, ...account };
  const hosts = isIP(host) === 0 || host !== '0.0.0.0' ? [host] : [];
  const late: Late = {};
  const registry = disposal.use(
    await createIdentityRegistry({ ...common, wallClock: clock, hosts }),
  );
  const metrics = createMetricStore();
  const meter = createMeter(metrics, clock);
  const backlog = createBacklog(stack.mappings, clock);
  const onPut = (put: Put): void => {
    meter.onPut(put);
    backlog.onPut(put.stream, put.records);
  };
  const engine = disposal.use(
    await createKinesisEngine({ ...common, enforceThroughput, onPut, onRead: meter.onRead }),
  );
  for (const stream of stack.streams) engine.ensureStream(stream);
  const sqs = disposal.use(createSqs({ ...common, endpointUrl: () => endpointUrlOf(late) }));
  for (const queue of stack.queues) sqs.ensureQueue(queue.name);
  const devices = disposal.use(
    openDeviceServices({
      ...common,
      registry,
      publish: async (topic, payload) => late.broker?.publish(topic, payload, 1),
      reply: async (clientId, topic, payload) => late.broker?.reply(clientId, topic, payload),
    }),
  );
  const controlPlane = controlPlaneOf({ registry, devices, late }, options);
  return { registry, controlPlane, engine, sqs, devices, metrics, meter, backlog, late };
}

function controlPlaneOf(
  { registry, devices, late }: Pick<NearStores, 'registry' | 'devices' | 'late'>,
  { host, mqttPort = 0 }: TwinOptions,
): AwsService {
  return createIotControlPlane({
    registry,
    endpoint: () => `${host}:${late.broker?.port ?? mqttPort}`,
    credentialEndpoint: () =>
      late.credentialPort === undefined ? undefined : `${host}:${late.credentialPort}`,
    jobs: devices.jobs,
  });
}
