import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import {
  startBroker,
  type Broker,
  type BrokerOptions,
} from '../../../../src/cloud/local/broker/broker.ts';
import type {
  BrokerMessage,
  ConnectionEvent,
  RefusedEvent,
} from '../../../../src/cloud/local/broker/events.ts';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import type { Device } from '../identity/fixtures.ts';

export interface Bench {
  readonly broker: Broker;
  readonly messages: BrokerMessage[];
  readonly refusals: RefusedEvent[];
  readonly connections: ConnectionEvent[];
  /** Resolves when an event of the kind has come in. */
  until(condition: () => boolean): Promise<void>;
}

export async function startBench(
  registry: IdentityRegistry,
  options: Partial<BrokerOptions> = {},
): Promise<Bench> {
  const messages: BrokerMessage[] = [];
  const refusals: RefusedEvent[] = [];
  const connections: ConnectionEvent[] = [];
  const watchers = new Set<() => void>();
  const note = <T>(list: T[], item: T): void => {
    list.push(item);
    for (const watcher of watchers) watcher();
  };
  const { onPublish = () => Promise.resolve() } = options;
  const broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    registry,
    clock: systemClock(),
    log: silentLog,
    ...options,
    onPublish: async (message) => {
      await onPublish(message);
      note(messages, message);
    },
    onRefused: (event) => note(refusals, event),
    onConnection: (event) => note(connections, event),
  });
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        watchers.delete(check);
        resolve();
      };
      watchers.add(check);
      check();
    });
  return { broker, messages, refusals, connections, until };
}

/** Connects once; the promise rejects with the broker's refusal. */
export function connect(
  bench: Bench,
  registry: IdentityRegistry,
  options: Partial<IClientOptions> & { readonly device?: Device } = {},
): Promise<MqttClient> {
  const { device, ...rest } = options;
  return mqtt.connectAsync(
    `mqtts://127.0.0.1:${bench.broker.port}`,
    {
      ca: registry.caPem,
      reconnectPeriod: 0,
      protocolVersion: 4,
      ...(device === undefined
        ? {}
        : { cert: device.cert, key: device.key, clientId: device.name }),
      ...rest,
    },
    false,
  );
}
