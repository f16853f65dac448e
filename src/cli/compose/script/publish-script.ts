import { readFile } from 'node:fs/promises';
import { systemClock } from '../../../runtime/clock.ts';
import { messageOf, PmSimError } from '../../../runtime/errors.ts';
import { createRandom } from '../../../runtime/random.ts';
import type { Dial } from '../../../simulator/connection/link.ts';
import { AWS_CONNECTION_LIMITS } from '../../../simulator/connection/stream/publish-limiter.ts';
import {
  connectStreams,
  type StreamFleet,
} from '../../../simulator/connection/stream/stream-fleet.ts';
import { createTcpDialer } from '../../../simulator/connection/tcp-dialer.ts';
import { createTlsDialer } from '../../../simulator/connection/tls-dialer.ts';
import type { ClientNames } from '../../../simulator/script/client-names.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { SimulateOptions } from '../../options/simulate-options.ts';
import { drainStreams } from '../broker/drain-streams.ts';
import type { ScriptJob } from './plan-script.ts';
import type { ScriptCounters, ScriptEvent, ScriptSummary } from './script-events.ts';
import { createScriptReporter } from './script-reporter.ts';
import { paceScript, publisherOn, type Published } from './script-run.ts';

/** AWS IoT Core takes 100 unacknowledged messages of a connection; other brokers take more. */
const INFLIGHT_MAX = { aws: 100, other: 20_000 };
/** What a client may hold while its broker is slow or away. */
const HELD_MAX = { messages: 10_000, bytes: 16_000_000 };
const PROGRESS_EVERY_MS = 500;

/**
 * Publishes what a script makes up, each client on a connection of its own.
 * @throws PmSimError `connection/refused`, `connection/unreachable`, `run/lost`, `run/identity`
 */
export async function publishScript(job: ScriptJob): Promise<ExitCode> {
  const { options, io } = job;
  const tell = createScriptReporter(io, options);
  tell(startedEvent(job));
  const stop = new AbortController();
  const signal = AbortSignal.any([job.signal, stop.signal]);
  const summary = await publish(job, { tell, signal, stop });
  tell(summary);
  return exitOf(summary, job.signal.aborted);
}

interface Control {
  readonly tell: (event: ScriptEvent) => void;
  /** Aborted by an interrupt, or when there is nobody left to publish. */
  readonly signal: AbortSignal;
  readonly stop: AbortController;
}

async function publish(job: ScriptJob, { tell, signal, stop }: Control): Promise<ScriptSummary> {
  const { plan, options } = job;
  await using streams = connectStreams(await streamOptions(job, tell));
  await connected(streams, job);
  const publisher = publisherOn(streams, signal);
  const beganAt = performance.now();
  const counters = (): ScriptCounters => countersOf(streams, publisher.published(), options.qos);
  const timer = setInterval(() => {
    const now = counters();
    tell({ type: 'progress', ...now, wallMs: Math.round(performance.now() - beganAt) });
    if (now.refused === plan.clients.length) stop.abort();
  }, PROGRESS_EVERY_MS);
  try {
    const { speed, messageIntervalMs: intervalMs } = options;
    await paceScript(
      { fleet: plan.fleet, start: plan.start, speed, intervalMs, signal },
      publisher,
    );
    await drainStreams(streams, job.signal);
  } finally {
    clearInterval(timer);
  }
  return summaryOf(job, counters(), {
    wallMs: performance.now() - beganAt,
    delivered: streams.tally().delivered,
  });
}

async function streamOptions({ plan, options }: ScriptJob, tell: Control['tell']) {
  const { broker, qos, retain, password } = options;
  const dial = await dialerOf(options);
  const login = ({ username }: ClientNames) =>
    username === undefined
      ? {}
      : { login: { username, ...(password === undefined ? {} : { password }) } };
  return {
    connectors: plan.clients.map((names) => ({
      clientId: names.clientId,
      dial,
      ...login(names),
    })),
    qos,
    retain,
    protocolVersion: options.protocolVersion,
    ...(broker.isAws ? { limits: AWS_CONNECTION_LIMITS } : {}),
    inflightMax: broker.isAws ? INFLIGHT_MAX.aws : INFLIGHT_MAX.other,
    heldMax: HELD_MAX,
    keepAliveSeconds: options.keepAliveSeconds,
    ratePerSecond: options.connectRatePerSecond,
    clock: systemClock(),
    random: createRandom(`connections:${plan.seed}`),
    onEvent: tell,
  };
}

async function dialerOf({ broker, tls }: SimulateOptions): Promise<Dial> {
  const { host, port } = broker;
  if (!broker.tls) return createTcpDialer(broker);
  const [ca, cert, key] = await Promise.all([tls.ca, tls.cert, tls.key].map(pem));
  return createTlsDialer({
    host,
    port,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    insecure: tls.insecure,
  });
}

async function pem(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const text = `${path} cannot be read: ${messageOf(cause)}.`;
    throw new PmSimError('run/identity', text, { cause });
  }
}

/** Every client was tried once and at least one is connected, or somebody interrupts. */
async function connected(
  streams: StreamFleet,
  { plan, options, signal }: ScriptJob,
): Promise<void> {
  const interrupted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([streams.ready, interrupted]);
  if (signal.aborted) return;
  const { connected: there, refused } = streams.stats();
  if (there > 0) return;
  if (refused === plan.clients.length) throw refusedError('every client');
  const { host, port } = options.broker;
  throw new PmSimError('connection/unreachable', `There is no broker at ${host} port ${port}.`, {
    kind: 'connection',
    hint: '--verbose tells what each attempt to connect came to.',
  });
}

function refusedError(who: string): PmSimError {
  return new PmSimError('connection/refused', `The broker refused ${who}.`, {
    kind: 'connection',
    hint: 'The reasons are told above: check user name, password, certificate, client identifier.',
  });
}

function countersOf(streams: StreamFleet, published: Published, qos: 0 | 1): ScriptCounters {
  const { delivered, undelivered } = streams.tally();
  return {
    ...published,
    acknowledged: qos === 0 ? null : delivered,
    undelivered,
    ...streams.stats(),
  };
}

function startedEvent({ plan, options }: ScriptJob) {
  const { script, seed, start, clients } = plan;
  return {
    type: 'started' as const,
    script: script.name,
    ...(script.description === undefined ? {} : { description: script.description }),
    seed,
    start: new Date(start).toISOString(),
    speed: options.speed,
    broker: `${options.broker.host}:${options.broker.port}`,
    clients: clients.length,
    messageIntervalMs: options.messageIntervalMs,
    limit: options.limit ?? null,
  };
}

interface Ended {
  readonly wallMs: number;
  readonly delivered: number;
}

function summaryOf(
  { plan, options, signal }: ScriptJob,
  counters: ScriptCounters,
  { wallMs, delivered }: Ended,
): ScriptSummary {
  return {
    type: 'summary',
    script: plan.script.name,
    seed: plan.seed,
    start: new Date(plan.start).toISOString(),
    clients: plan.clients.length,
    qos: options.qos,
    ...counters,
    lost: counters.sent - delivered,
    wallMs: Math.round(wallMs),
    messagesPerS: Math.round((delivered / Math.max(1, wallMs)) * 10_000) / 10,
    interrupted: signal.aborted,
  };
}

function exitOf({ refused, clients, lost }: ScriptSummary, interrupted: boolean): ExitCode {
  if (refused > 0) throw refusedError(`${refused} of ${clients} clients`);
  if (interrupted) return EXIT.interrupted;
  if (lost === 0) return EXIT.ok;
  throw new PmSimError('run/lost', `${lost} messages were not acknowledged by the broker.`, {
    kind: 'connection',
  });
}
