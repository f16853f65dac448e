import type { Disposal } from '../../runtime/disposal.ts';
import { messageOf } from '../../runtime/errors.ts';
import { checkReferences } from '../stack/check-references.ts';
import { startBroker, type Broker } from './broker/broker.ts';
import type { RefusedEvent } from './broker/events.ts';
import type { DeviceServices } from './device-services.ts';
import { LOCAL_ACCOUNT } from './identity/arn.ts';
import type { IdentityRegistry } from './identity/identity-registry.ts';
import { createJustInTime } from './provisioning/just-in-time.ts';
import type { RuleEngine } from './rules/rule-engine.ts';
import type { Backlog } from './twin-backlog.ts';
import { twinNames, type TwinNames } from './twin-names.ts';
import { openNearStores, type NearStores } from './twin-near-stores.ts';
import { startRules } from './twin-rules.ts';
import { openState } from './twin-state.ts';
import { createTraffic, type Traffic } from './twin-traffic.ts';
import type { TwinEvent, TwinOptions } from './twin.ts';

/** The way of a message from its device into a stream. */
export interface NearParts {
  readonly stores: NearStores;
  readonly names: TwinNames;
  readonly registry: IdentityRegistry;
  readonly broker: Broker;
  readonly rules: RuleEngine;
  readonly traffic: Traffic;
  readonly backlog: Backlog;
  readonly sendToQueue: (queue: string, body: string) => Promise<void>;
}

/**
 * Stores first, then the rules on them, the broker last: no message comes before its way is laid.
 * @param behind ends what works on the streams, after the broker and before the stores
 */
export async function openNearParts(
  options: TwinOptions,
  disposal: Disposal,
  behind: Disposal,
): Promise<NearParts> {
  const { stack, stateDir, fresh = false, account = LOCAL_ACCOUNT } = options;
  checkReferences(stack);
  const lock = await openState(stateDir, fresh);
  disposal.defer(() => lock.release());
  const stores = await openNearStores(options, disposal);
  const { registry, engine, backlog } = stores;
  const names = twinNames(account);
  const sendToQueue = async (queue: string, body: string): Promise<void> =>
    stores.sqs.send(names.queue(queue), body);
  const traffic = createTraffic();
  const rules = startRules({
    ...options,
    ...account,
    names,
    engine,
    sendToQueue,
    onRouted: (stream) => traffic.onRouted(stream),
  });
  disposal.defer(behind.dispose);
  const broker = disposal.use(await openBroker({ ...stores, rules, traffic }, options));
  stores.late.broker = broker;
  return { stores, names, registry, broker, rules, traffic, backlog, sendToQueue };
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
