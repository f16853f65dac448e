import { createAuthority, issueIdentity, startTestBroker, type Identity } from './mtls-broker.ts';
import type { TestBroker, TestBrokerOptions } from './mtls-broker.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { PmSimError } from '../../../src/runtime/errors.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import {
  connectFleet,
  type ConnectionEvent,
  type FleetConnection,
  type FleetConnectionOptions,
  type FleetDevice,
} from '../../../src/simulator/connection/fleet-connection.ts';

export const TOPIC = 'dt/pm-sim/ridge/wt-001/telemetry';

export interface ConnectedFleet {
  readonly fleet: FleetConnection;
  readonly events: readonly ConnectionEvent[];
  /** Resolves once so many events of this state have come. */
  readonly seen: (state: ConnectionEvent['state'], count?: number) => Promise<void>;
}

/** Brokers and fleets of one test file; `dispose` after each test takes down what the test started. */
export function createHarness() {
  const authority = createAuthority();
  const brokers: TestBroker[] = [];
  const fleets: FleetConnection[] = [];

  function deviceOf(
    name: string,
    identity: Identity = issueIdentity(authority, name),
  ): FleetDevice {
    const willPayload = JSON.stringify({ state: 'lost' });
    return {
      clientId: name,
      ...identity,
      willTopic: `dt/pm-sim/ridge/${name}/status`,
      willPayload,
    };
  }

  return {
    authority,
    deviceOf,
    async startBroker(options: Partial<TestBrokerOptions> = {}): Promise<TestBroker> {
      const broker = await startTestBroker({ authority, ...options });
      brokers.push(broker);
      return broker;
    },
    connect(port: number, change: Partial<FleetConnectionOptions> = {}): ConnectedFleet {
      const { events, onEvent, seen } = recorder();
      const fleet = connectFleet({
        host: '127.0.0.1',
        port,
        ca: authority.certificatePem,
        devices: change.devices ?? [deviceOf('wt-001')],
        qos: 1,
        ratePerSecond: 1_000,
        clock: systemClock(),
        random: createRandom('test'),
        keepAliveSeconds: 60,
        inflightMax: 10,
        backoff: { baseMs: 5, maxMs: 20 },
        onEvent,
        ...change,
      });
      fleets.push(fleet);
      return { fleet, events, seen };
    },
    dispose: async (): Promise<void> => {
      await Promise.all(fleets.splice(0).map((fleet) => fleet[Symbol.asyncDispose]()));
      await Promise.all(brokers.splice(0).map((broker) => broker.kill()));
    },
  };
}

function recorder() {
  const events: ConnectionEvent[] = [];
  const watchers = new Set<() => void>();
  return {
    events,
    onEvent: (event: ConnectionEvent): void => {
      events.push(event);
      for (const look of watchers) look();
    },
    seen: (state: ConnectionEvent['state'], count = 1): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (events.filter((event) => event.state === state).length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
  };
}

export function payloadsOf({ received }: TestBroker): readonly string[] {
  return received.map(({ payload }) => payload);
}

/** What became of a promise that is expected to fail: the code of its PmSimError. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'fulfilled';
  } catch (error) {
    return error instanceof PmSimError ? error.code : String(error);
  }
}
