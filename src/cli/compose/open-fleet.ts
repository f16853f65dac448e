import { join } from 'node:path';
import { IoTClient, type IoTClientConfig } from '@aws-sdk/client-iot';
import { provisionDevices } from '../../cloud/aws/things.ts';
import { DEVICE_POLICY_NAME } from '../../cloud/stack/device-policy.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import {
  connectFleet,
  type FleetConnection,
  type FleetConnectionOptions,
} from '../../simulator/connection/fleet-connection.ts';
import { deviceTopic } from '../../telemetry/topics.ts';

/** Who is to be connected. */
export interface FleetMember {
  readonly name: string;
  readonly site: string;
  readonly type: string;
}

export interface OpenFleetOptions extends Pick<
  FleetConnectionOptions,
  'host' | 'port' | 'ca' | 'qos' | 'ratePerSecond' | 'onEvent'
> {
  /** Configuration of the client that reaches the IoT control plane. */
  readonly iot: IoTClientConfig;
  readonly policyDocument: string;
  readonly members: readonly FleetMember[];
  readonly stateDir: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** AWS IoT Core's bound on unacknowledged publishes of one client is 100. */
const INFLIGHT_MAX = 100;
const KEEP_ALIVE_SECONDS = 60;

/** Gives every device its thing and certificate, then connects each with its own. */
export async function openFleet(options: OpenFleetOptions): Promise<FleetConnection> {
  const { members } = options;
  const provisioned = await provision(options);
  return connectFleet({
    host: options.host,
    port: options.port,
    ca: options.ca,
    qos: options.qos,
    ratePerSecond: options.ratePerSecond,
    clock: options.clock,
    random: options.random,
    onEvent: options.onEvent,
    keepAliveSeconds: KEEP_ALIVE_SECONDS,
    inflightMax: INFLIGHT_MAX,
    devices: provisioned.map((device, i) => ({
      clientId: device.name,
      cert: device.certificatePem,
      key: device.privateKeyPem,
      willTopic: deviceTopic(members[i]?.site ?? '', device.name, 'status'),
      willPayload: JSON.stringify({ device_id: device.name, status: 'offline' }),
    })),
  });
}

/** Where a state folder keeps the devices' certificates. */
export function certsDirOf(stateDir: string): string {
  return join(stateDir, 'certs');
}

export async function provision(
  options: Pick<
    OpenFleetOptions,
    'iot' | 'policyDocument' | 'members' | 'stateDir' | 'clock' | 'random' | 'signal'
  >,
) {
  const iot = new IoTClient(options.iot);
  try {
    return await provisionDevices({
      iot,
      names: options.members.map(({ name }) => name),
      thingType: (options.members[0]?.type ?? 'device').replaceAll(/[^\w:-]/g, '-'),
      policyName: DEVICE_POLICY_NAME,
      policyDocument: options.policyDocument,
      certsDir: certsDirOf(options.stateDir),
      clock: options.clock,
      random: options.random,
      signal: options.signal,
    });
  } finally {
    iot.destroy();
  }
}
