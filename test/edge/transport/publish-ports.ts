import {
  connectDevice,
  type DeviceTransport,
  type DeviceTransportOptions,
} from '../../../src/edge/transport/iot-device-sdk.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { connectFleet } from '../../../src/simulator/connection/fleet-connection.ts';
import { openMqttLink } from '../../../src/simulator/connection/mqtt-link.ts';

/** What both ways to a broker have in common, for one device. */
export type Port = Pick<
  DeviceTransport,
  'ready' | 'publish' | 'room' | 'drain' | typeof Symbol.asyncDispose
>;

export type PortOptions = Pick<
  DeviceTransportOptions,
  'port' | 'ca' | 'cert' | 'key' | 'will' | 'heldMax' | 'onEvent'
>;

const RECONNECT_MS = { min: 5, max: 20 };

export async function connectByMqttJs(options: PortOptions): Promise<Port> {
  const { port, ca, cert, key, will, heldMax, onEvent } = options;
  const clientId = 'wt-001';
  const fleet = connectFleet({
    host: '127.0.0.1',
    port,
    ca,
    devices: [{ clientId, cert, key, willTopic: will.topic, willPayload: will.payload }],
    qos: 1,
    openLink: openMqttLink,
    ratePerSecond: 1_000,
    clock: systemClock(),
    random: createRandom('port'),
    keepAliveSeconds: 60,
    inflightMax: 100,
    heldMax,
    backoff: { baseMs: RECONNECT_MS.min, maxMs: RECONNECT_MS.max },
    onEvent,
  });
  return {
    ready: fleet.ready,
    publish: (topic, payload) => fleet.publish(clientId, topic, payload),
    room: () => fleet.room(),
    drain: (timeoutMs) => fleet.drain(timeoutMs),
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}

export function connectByCommonRuntime(options: PortOptions): Promise<Port> {
  return connectDevice({
    ...options,
    host: '127.0.0.1',
    clientId: 'wt-001',
    keepAliveSeconds: 60,
    awsLimits: false,
    reconnectMs: RECONNECT_MS,
    clock: systemClock(),
  });
}
