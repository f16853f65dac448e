import { loadDeviceFiles } from '../../../cloud/aws/device-files.ts';
import type { Connector } from '../../../simulator/connection/stream/stream-fleet.ts';
import { createTcpDialer } from '../../../simulator/connection/tcp-dialer.ts';
import { createTlsDialer } from '../../../simulator/connection/tls-dialer.ts';
import type { DeviceInfo } from '../../../simulator/devices/device.ts';
import { stretchOf, type Stretch } from '../../../simulator/shard.ts';
import { deviceTopic } from '../../../telemetry/topics.ts';
import type { ClientIdentity, PublishJob } from './publish-job.ts';
import { usernameOf, type TemplateNames } from './templates.ts';

/** The connections of a publisher and the devices behind each, by their place in the whole fleet. */
export interface Gateways {
  readonly devices: Stretch;
  /** In order; they touch each other. */
  readonly behind: readonly Stretch[];
}

/** Neighbours share a connection, so that what a slot has for it lies together. */
export function gatewaysOf({ devices, connections, share }: PublishJob): Gateways {
  const places = stretchOf(connections, share);
  const behind = Array.from({ length: places.to - places.from }, (_, i): Stretch => {
    const own = { index: places.from + i, count: connections };
    const { from, to } = stretchOf(devices.to - devices.from, own);
    return { from: devices.from + from, to: devices.from + to };
  });
  const from = behind[0]?.from ?? devices.from;
  return { behind, devices: { from, to: behind.at(-1)?.to ?? from } };
}

/**
 * @param devices those of the publisher, in order
 * @throws PmSimError `device/…` for a connection whose own certificate is missing or of no use
 */
export function connectorsOf(
  job: PublishJob,
  { behind, devices: own }: Gateways,
  devices: readonly DeviceInfo[],
): readonly Connector[] {
  const routeFor = routesOf(job);
  return behind.map(({ from }) => {
    const first = devices[from - own.from] as DeviceInfo;
    const clientId = clientIdOf(job, first);
    const topic = deviceTopic(first.site, clientId, 'status');
    const payload = JSON.stringify({ device_id: clientId, status: 'offline' });
    const names = { device: first.name, site: first.site, index: from + 1, clientId };
    return { clientId, ...routeFor(clientId), will: { topic, payload }, ...loginOf(job, names) };
  });
}

/** Named after its first device, a gateway has a name of its own in every shard. */
export function clientIdOf({ connections, devices }: PublishJob, first: DeviceInfo): string {
  const isGateway = connections < devices.to - devices.from;
  return isGateway ? `gateway-${first.name}` : first.name;
}

function loginOf(job: PublishJob, names: TemplateNames): Pick<Connector, 'login'> {
  const username = usernameOf(job, names);
  return username === undefined ? {} : { login: { ...job.credentials, username } };
}

type Route = Pick<Connector, 'dial' | 'address'>;

/** How a client of that name comes to the broker. */
function routesOf({ broker, identity }: PublishJob): (clientId: string) => Route {
  const { host, port } = broker;
  if (identity === undefined) {
    const plain = { dial: createTcpDialer(broker), address: { host, port } };
    return () => plain;
  }
  const secure = (tls: ClientIdentity): Route => ({
    dial: createTlsDialer({ host, port, ...tls }),
    address: { host, port, tls },
  });
  if ('certsDir' in identity) {
    return (name) => {
      const { certificatePem: cert, privateKeyPem: key } = loadDeviceFiles({ ...identity, name });
      return secure({ ca: identity.ca, cert, key });
    };
  }
  // One TLS context for all: they have the same certificate.
  const shared = secure(identity);
  return () => shared;
}
