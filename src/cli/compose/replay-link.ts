import type { Random } from '../../runtime/random.ts';
import { connectDevice, type DeviceTransport } from '../../edge/transport/iot-device-sdk.ts';
import { provision } from './open-fleet.ts';
import type { Link, LinkContext } from './link.ts';

export interface ReplayLinkOptions {
  readonly stateDir: string;
  /** Private keys are kept encrypted with it. */
  readonly passphrase?: string;
  readonly random: Random;
}

const KEEP_ALIVE_SECONDS = 60;
/** Messages of one device without an acknowledgement; the path keeps to fewer. */
const HELD_MAX = 1_000;

/**
 * The way of recorded data: each device that the file names gets its certificate and its connection
 * through the AWS IoT Device SDK when its first message is due, as an edge agent would.
 */
export function openReplayLink(options: ReplayLinkOptions) {
  return async (context: LinkContext): Promise<Link> => {
    const transports = new Map<string, Promise<DeviceTransport>>();
    const open = new Set<DeviceTransport>();
    const closing = new AbortController();
    const transportOf = (device: string, topic: string): Promise<DeviceTransport> => {
      let transport = transports.get(device);
      if (transport === undefined) {
        transport = connect({ ...options, context, device, topic, signal: closing.signal }).then(
          (connected) => {
            open.add(connected);
            return connected;
          },
        );
        transports.set(device, transport);
      }
      return transport;
    };
    return {
      publish: async (device, topic, payload) =>
        (await transportOf(device, topic)).publish(topic, payload),
      connectedCount: () => [...open].filter(isUp).length,
      refusedCount: () => [...open].filter((transport) => !isUp(transport)).length,
      async [Symbol.asyncDispose]() {
        closing.abort();
        await Promise.allSettled(transports.values());
        await Promise.all([...open].map((transport) => transport[Symbol.asyncDispose]()));
      },
    };
  };
}

function isUp(transport: DeviceTransport): boolean {
  return transport.refusal() === undefined;
}

interface Connect extends ReplayLinkOptions {
  readonly context: LinkContext;
  readonly device: string;
  readonly topic: string;
  /** Not the wish to stop: what has been taken from the file is still delivered. */
  readonly signal: AbortSignal;
}

async function connect(options: Connect) {
  const { context, device, topic, signal, stateDir, random, passphrase } = options;
  const { twin, tell } = context;
  const [identity] = await provision({
    identities: twin.identities,
    policyDocument: twin.devicePolicy,
    members: [{ name: device, site: '', type: 'recorded' }],
    stateDir,
    ...(passphrase === undefined ? {} : { passphrase }),
    clock: twin.clock,
    random,
    signal,
  });
  return connectDevice({
    host: twin.host,
    port: twin.mqttPort,
    ca: twin.caPem,
    cert: identity?.certificatePem ?? '',
    key: identity?.privateKeyPem ?? '',
    clientId: device,
    will: {
      topic: topic.replace(/telemetry$/, 'status'),
      payload: JSON.stringify({ device_id: device, status: 'offline' }),
    },
    keepAliveSeconds: KEEP_ALIVE_SECONDS,
    awsLimits: false,
    heldMax: HELD_MAX,
    clock: twin.clock,
    onEvent: tell,
  });
}
