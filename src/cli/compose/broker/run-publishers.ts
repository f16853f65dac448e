import { createDisposal } from '../../../runtime/disposal.ts';
import { PmSimError, messageOf } from '../../../runtime/errors.ts';
import { untilAborted } from '../../../runtime/until-aborted.ts';
import { combineDigests, digestOfDevices } from '../../../simulator/telemetry-hash.ts';
import { filterNamesOf } from '../../../edge/pipeline.ts';
import type { BrokerSummary } from '../../../telemetry/run-event.ts';
import type { RunPlan } from '../run-plan.ts';
import { lagPercentile } from './lag-histogram.ts';
import { openPublisher } from './open-publisher.ts';
import type { PublishJob, Publisher, PublishResult, Tell } from './publish-job.ts';
import {
  newCounters,
  runCounters,
  sumOf,
  counter,
  type SharedCounters,
} from './shared-counters.ts';
import { openWorkerPublisher } from './worker-publisher.ts';

export interface RunPublishersOptions {
  readonly plan: RunPlan;
  /** One a publisher; several run in threads of their own. */
  readonly jobs: readonly PublishJob[];
  readonly devices: readonly string[];
  readonly speed: number | 'max';
  readonly stateDir: string;
  readonly signal: AbortSignal;
  readonly tell: Tell;
}

/** How a run at a broker ended; the summary has been told. */
export interface BrokerRunEnd {
  /** Connections that the broker would not have. */
  readonly refused: number;
  /** Messages that it did not acknowledge. */
  readonly missing: number;
}

const PROGRESS_EVERY_MS = 500;

/** All publishers from start to summary. */
export async function runPublishers(options: RunPublishersOptions): Promise<BrokerRunEnd> {
  const { jobs, plan, tell, signal } = options;
  const beganAt = performance.now();
  const filterNames = filterNamesOf(plan.profile.edge);
  const counters = jobs.map(() => newCounters(filterNames.length));
  const disposal = createDisposal();
  let results: readonly PublishResult[];
  try {
    tell(startedEvent(options));
    const leftOut = plan.actions.length;
    if (leftOut > 0) {
      tell({ type: 'warning', text: `${leftOut} events of connections happen only at the twin.` });
    }
    const publishers = await Promise.all(
      jobs.map(async (job, i) =>
        disposal.use(await open(job, counters[i] as SharedCounters, options)),
      ),
    );
    disposal.defer(startProgress(options, counters, beganAt));
    results = await publishAll(publishers, counters, options);
  } finally {
    await disposal.dispose().catch((error: unknown) => {
      tell({ type: 'warning', text: messageOf(error) });
    });
  }
  for (const truth of results.flatMap((result) => result.truth)) {
    tell({ type: 'truth-completed', truth });
  }
  for (const { perDevice } of results) {
    for (const [device, sha256] of Object.entries(perDevice)) {
      tell({ type: 'device-telemetry', device, sha256 });
    }
  }
  const summary = summaryOf(options, counters, {
    wallMs: performance.now() - beganAt,
    telemetrySha256: combineDigests(results.map(({ perDevice }) => digestOfDevices(perDevice))),
    interrupted: signal.aborted,
  });
  tell(summary);
  return { refused: sumOf(counters, 'refused'), missing: summary.lost };
}

function open(
  job: PublishJob,
  counters: SharedCounters,
  { jobs, tell }: RunPublishersOptions,
): Publisher | Promise<Publisher> {
  return jobs.length === 1
    ? openPublisher(job, counters, tell)
    : openWorkerPublisher(job, counters, tell);
}

/** @throws PmSimError `connection/refused`, `connection/unreachable` when not one connection came about */
async function publishAll(
  publishers: readonly Publisher[],
  counters: readonly SharedCounters[],
  { jobs, tell, signal }: RunPublishersOptions,
): Promise<readonly PublishResult[]> {
  const ready = Promise.all(publishers.map((publisher) => publisher.ready));
  await untilAborted(
    ready.then(() => undefined),
    signal,
  ).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  if (signal.aborted) return [];
  for (const truth of (await ready).flat()) tell({ type: 'truth', truth });
  if (sumOf(counters, 'connected') === 0)
    throw nobodyConnected(jobs[0], sumOf(counters, 'refused'));
  const stop = (): void => publishers.forEach((publisher) => publisher.stop());
  signal.addEventListener('abort', stop, { once: true });
  return Promise.all(publishers.map((publisher) => publisher.run()));
}

function nobodyConnected(job: PublishJob | undefined, refused: number): PmSimError {
  if (refused === job?.connections) {
    return new PmSimError('connection/refused', 'Every connection was refused.', {
      kind: 'connection',
      hint: 'See the refusals above.',
    });
  }
  const { host, port } = job?.broker ?? { host: '', port: 0 };
  return new PmSimError('connection/unreachable', `There is no broker at ${host} port ${port}.`, {
    kind: 'connection',
    hint: '--verbose tells what each attempt to connect came to.',
  });
}

function startedEvent({ plan, jobs, devices, speed, stateDir }: RunPublishersOptions) {
  return {
    type: 'started' as const,
    profile: plan.profile.profile,
    seed: plan.seed,
    speed,
    devices,
    ...(plan.shard === undefined ? {} : { shard: plan.shard }),
    start: plan.span.start,
    stateDir,
    mqttPort: jobs[0]?.broker.port ?? 0,
  };
}

function startProgress(
  { plan, tell }: RunPublishersOptions,
  counters: readonly SharedCounters[],
  beganAt: number,
): () => void {
  const filterNames = filterNamesOf(plan.profile.edge);
  const timer = setInterval(() => {
    tell({
      type: 'progress',
      simulatedMs: simulatedMs(plan, counters),
      wallMs: performance.now() - beganAt,
      counters: runCounters(counters, filterNames),
      connected: sumOf(counters, 'connected'),
      lagMs: Math.max(...counters.map((one) => counter(one, 'lagMs'))),
    });
  }, PROGRESS_EVERY_MS);
  return () => clearInterval(timer);
}

/** How far the slowest publisher has come. */
function simulatedMs({ span }: RunPlan, counters: readonly SharedCounters[]): number {
  const reached = Math.min(...counters.map((one) => counter(one, 'reached')));
  return Math.max(0, reached - span.start);
}

type Ended = Pick<BrokerSummary, 'wallMs' | 'telemetrySha256' | 'interrupted'>;

function summaryOf(
  { plan, jobs, devices }: RunPublishersOptions,
  counters: readonly SharedCounters[],
  ended: Ended,
): BrokerSummary {
  const counted = runCounters(counters, filterNamesOf(plan.profile.edge));
  const lags = counters.map((one) => one.lags);
  return {
    type: 'summary',
    profile: plan.profile.profile,
    seed: plan.seed,
    devices: devices.length,
    ...counted,
    lost: counted.published - counted.acknowledged,
    simulatedMs: Math.round(simulatedMs(plan, counters)),
    ...ended,
    wallMs: Math.round(ended.wallMs),
    atBroker: {
      connections: jobs[0]?.connections ?? 0,
      workers: jobs.length,
      qos: jobs[0]?.qos ?? 1,
      resent: sumOf(counters, 'resent'),
      lagMs: { p50: lagPercentile(lags, 0.5), p99: lagPercentile(lags, 0.99) },
    },
  };
}
