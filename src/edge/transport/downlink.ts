import type { ICrtError, mqtt5 } from 'aws-iot-device-sdk-v2';
import { messageOf } from '../../runtime/errors.ts';
import { mqttReason } from '../../telemetry/mqtt-reason.ts';

/** What a device wants to hear. */
export interface Downlink {
  readonly filters: readonly string[];
  readonly onMessage: (topic: string, payload: string) => void;
  /** After every connect, once the filters are in place: what was said meanwhile was missed. */
  readonly onReady: () => void;
  /** The broker will not have a filter, or all of them. */
  readonly onRefused: (reason: string) => void;
}

/** Filters in one SUBSCRIBE, at most (AWS General Reference, message broker limits). */
const FILTERS_PER_PACKET_MAX = 8;
/** MQTT 5 §3.9.3: reason codes of 0x80 and above are refusals. */
const REFUSED_FROM = 0x80;

/**
 * Subscribes now, if there is a connection, and again after every connect: sessions are clean.
 * Returns how to end it.
 */
export function attachDownlink(
  client: mqtt5.Mqtt5Client,
  qos: mqtt5.QoS,
  downlink: Downlink,
): () => void {
  let attempt = 0;
  const subscribe = async (): Promise<void> => {
    attempt += 1;
    const mine = attempt;
    try {
      const refusal = await subscribeAll(client, qos, downlink.filters);
      if (mine !== attempt) return;
      if (refusal === undefined) downlink.onReady();
      else downlink.onRefused(refusal);
    } catch (error) {
      // Without a connection; the next one brings another attempt.
      if (!isOffline(error) && mine === attempt) downlink.onRefused(messageOf(error));
    }
  };
  const hear = ({ message }: mqtt5.MessageReceivedEvent): void => {
    const { topicName, payload } = message;
    if (downlink.filters.some((filter) => covers(filter, topicName))) {
      downlink.onMessage(topicName, textOf(payload));
    }
  };
  const resubscribe = (): void => void subscribe();
  client.on('messageReceived', hear);
  client.on('connectionSuccess', resubscribe);
  void subscribe();
  return () => {
    attempt += 1;
    client.off('messageReceived', hear);
    client.off('connectionSuccess', resubscribe);
    // Without a connection there is no subscription either.
    client.unsubscribe({ topicFilters: [...downlink.filters] }).catch(() => undefined);
  };
}

/** Whether a topic is one that the filter asks for; `+` is the only wildcard that devices use here. */
function covers(filter: string, topic: string): boolean {
  const levels = topic.split('/');
  const wanted = filter.split('/');
  return (
    wanted.length === levels.length &&
    wanted.every((level, at) => level === '+' || level === levels[at])
  );
}

async function subscribeAll(
  client: mqtt5.Mqtt5Client,
  qos: mqtt5.QoS,
  filters: readonly string[],
): Promise<string | undefined> {
  for (let at = 0; at < filters.length; at += FILTERS_PER_PACKET_MAX) {
    const some = filters.slice(at, at + FILTERS_PER_PACKET_MAX);
    const subscriptions = some.map((topicFilter) => ({ topicFilter, qos }));
    const { reasonCodes } = await client.subscribe({ subscriptions });
    const refused = reasonCodes.findIndex((code: number) => code >= REFUSED_FROM);
    if (refused >= 0) return `${some[refused]}: ${mqttReason(reasonCodes[refused] as number).name}`;
  }
  return undefined;
}

function isOffline(error: unknown): boolean {
  const name = (error as Partial<ICrtError>).error_name ?? messageOf(error);
  return /OFFLINE_QUEUE_POLICY|USER_REQUESTED_STOP|TERMINATED|CLOSED/.test(name);
}

export function textOf(payload: mqtt5.Payload | undefined): string {
  if (typeof payload === 'string') return payload;
  // Of an empty message the SDK gives a detached buffer, which nothing may be made of.
  const bytes = payload as ArrayBuffer | Uint8Array | undefined;
  if (bytes === undefined || bytes.byteLength === 0) return '';
  return Buffer.from(bytes as Uint8Array).toString('utf8');
}
