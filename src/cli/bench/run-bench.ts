import { setImmediate as nextTurn, setTimeout as sleepMs } from 'node:timers/promises';
import { PmSimError } from '../../runtime/errors.ts';
import type { LinkOptions } from '../../simulator/connection/link.ts';
import { loadClient, type Client } from '../../simulator/connection/load-client.ts';
import { lagPercentile } from '../compose/broker/lag-histogram.ts';
import type { BenchOptions } from '../options/bench-options.ts';
import type { BrokerUnderTest } from './broker-under-test.ts';
import { openAll, openOne, type Opened, type OpenedLink } from './open-links.ts';
import { createLoad, type Load } from './publish-load.ts';
import { createReceiver, type Receiver } from './receiver.ts';

export interface BenchInput {
  readonly options: BenchOptions;
  readonly broker: BrokerUnderTest;
  /** Part of topics and client identifiers, so that two measurements do not meet. */
  readonly runId: string;
  readonly signal: AbortSignal;
}

interface Percentiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** What `pm-sim bench` found. */
export interface BenchResult {
  readonly target: string;
  readonly client: BenchOptions['client'];
  readonly mode: BenchOptions['mode'];
  readonly connections: ConnectionFigures;
  /** Not with `--mode conn`. */
  readonly messages?: MessageFigures;
  readonly interrupted: boolean;
}

interface ConnectionFigures {
  readonly asked: number;
  readonly opened: number;
  /** Ended before the end. */
  readonly dropped: number;
  readonly perS: number;
  /** From dialling to CONNACK, handshakes included. */
  readonly connectMs: Percentiles;
  /** How many for each reason. */
  readonly failures: Readonly<Record<string, number>>;
}

interface MessageFigures {
  readonly qos: 0 | 1;
  readonly payloadBytes: number;
  readonly rate: number | 'max';
  readonly sent: number;
  /** PUBACKs (QoS 1), or messages that the sockets took. */
  readonly acknowledged: number;
  readonly refused: number;
  readonly received: number;
  readonly receivedPerS: number | null;
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  /** From when a message was due to its arrival at the subscriber. */
  readonly latencyMs: Percentiles;
}

const now = (): number => performance.now();
const KEEP_ALIVE_SECONDS = 60;
const CONNECT_TIMEOUT_MS = 20_000;

/**
 * Opens the connections, publishes over them, and counts at a subscriber of the same broker what comes
 * out. The subscriber is in the same process: one clock for both ends, and its work is part of the cost.
 * @throws PmSimError `connection/failed` when not one connection came about, `bench/no-subscription`
 */
export async function runBench(input: BenchInput): Promise<BenchResult> {
  const { options, broker, signal } = input;
  const client = await loadClient(options.client);
  const listening = options.mode === 'pub' ? await listen(input) : undefined;
  const opened = await connectAll(input, client);
  try {
    if (opened.links.length === 0 && !signal.aborted) throw noneOf(opened);
    const messages = listening === undefined ? {} : { messages: await publish(input, opened, listening.receiver) }; // prettier-ignore
    return {
      target: broker.name,
      client: options.client,
      mode: options.mode,
      connections: connectionFigures(options, opened, droppedOf(opened)),
      ...messages,
      interrupted: signal.aborted,
    };
  } finally {
    await closeAll([...opened.links, ...(listening === undefined ? [] : [listening.link])]);
  }
}

function linkOptions(
  { broker, runId }: BenchInput,
  name: string,
): Omit<LinkOptions, 'protocolVersion'> {
  return {
    ...broker.route,
    clientId: `bench-${runId}-${name}`,
    keepAliveSeconds: KEEP_ALIVE_SECONDS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  };
}

/** The subscriber is the same for every client that is measured. */
async function listen(input: BenchInput) {
  const { options, runId } = input;
  const receiver = createReceiver(options.connections, now);
  const { openLink, protocolVersion } = await loadClient('lean');
  const link = await openOne(
    openLink,
    { ...linkOptions(input, 'receiver'), protocolVersion },
    { onMessage: (message) => receiver.take(message) },
  );
  const filter = `${options.topic}/${runId}/+`;
  const refusal = await Promise.race([
    new Promise<string | undefined>((done) => link.link.subscribe([filter], options.qos, done)),
    link.closed,
  ]);
  if (refusal === undefined) return { receiver, link };
  link.link.destroy();
  throw new PmSimError('bench/no-subscription', `The broker grants no ${filter}: ${refusal}`, {
    kind: 'connection',
    hint: 'Choose a prefix with --topic under which this client may publish and subscribe.',
  });
}

function connectAll(input: BenchInput, { openLink, protocolVersion }: Client): Promise<Opened> {
  const { options, signal } = input;
  const { connections, connectRate } = options;
  return openAll({
    openLink,
    connections,
    optionsOf: (index) => ({ ...linkOptions(input, String(index)), protocolVersion }),
    ...(connectRate === undefined ? {} : { ratePerSecond: connectRate }),
    now,
    sleepMs: (ms) => (ms > 0 ? sleepMs(ms) : Promise.resolve()),
    signal,
  });
}

/** Messages are waited for as long as some still come; this long without one ends it, ms. */
const SILENCE_MS_MAX = 2_000;
const LOOK_EVERY_MS = 10;

async function publish(
  { options, runId, signal }: BenchInput,
  { links }: Opened,
  receiver: Receiver,
): Promise<MessageFigures> {
  const { qos, rate, payloadBytes, durationMs, topic } = options;
  const load = createLoad({
    links,
    topicOf: (connection) => `${topic}/${runId}/${connection}`,
    qos,
    rate,
    payloadBytes,
    durationMs,
    now,
    breathe: rate === 'max' ? () => nextTurn() : () => sleepMs(1),
    signal,
  });
  await load.run();
  await settle(load, receiver);
  const { sent, acknowledged, refused } = load.tally();
  const { received, duplicated, reordered, latencies, firstAt, lastAt } = receiver.tally();
  return {
    qos,
    payloadBytes,
    rate,
    sent,
    acknowledged,
    refused,
    received,
    receivedPerS: received > 1 ? ((received - 1) * 1_000) / (lastAt - firstAt) : null,
    lost: sent - refused - received,
    duplicated,
    reordered,
    latencyMs: percentiles(latencies),
  };
}

/** Waits for what is still under way, while it comes. */
async function settle(load: Load, receiver: Receiver): Promise<void> {
  let before = -1;
  let changedAt = now();
  while (now() - changedAt < SILENCE_MS_MAX) {
    const { sent, acknowledged, refused } = load.tally();
    const { received } = receiver.tally();
    if (acknowledged + refused >= sent && received + refused >= sent) return;
    if (acknowledged + received !== before) changedAt = now();
    before = acknowledged + received;
    await sleepMs(LOOK_EVERY_MS);
  }
}

function connectionFigures(
  options: BenchOptions,
  opened: Opened,
  dropped: number,
): ConnectionFigures {
  const { links, wallMs, times, failures } = opened;
  return {
    asked: options.connections,
    opened: links.length,
    dropped,
    perS: links.length === 0 ? 0 : (links.length * 1_000) / wallMs,
    connectMs: percentiles(times),
    failures: Object.fromEntries(failures),
  };
}

function droppedOf({ links }: Opened): number {
  return links.filter((one) => !one.isOpen()).length;
}

function percentiles(histogram: Uint32Array): Percentiles {
  return { p50: lagPercentile([histogram], 0.5), p99: lagPercentile([histogram], 0.99) };
}

function noneOf({ failures }: Opened): PmSimError {
  const [reason = 'no reason given'] = failures.keys();
  return new PmSimError('connection/failed', reason, {
    kind: 'connection',
    hint: '`pm-sim doctor --broker URL` says what the broker does not like.',
  });
}

/** How long a closing socket may wait for the broker's side, ms. */
const CLOSE_MS_MAX = 1_000;

async function closeAll(links: readonly OpenedLink[]): Promise<void> {
  for (const { link } of links) link.end();
  const late = setTimeout(() => links.forEach(({ link }) => link.destroy()), CLOSE_MS_MAX);
  await Promise.all(links.map(({ closed }) => closed));
  clearTimeout(late);
}
