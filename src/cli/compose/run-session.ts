import { sleep, type Clock } from '../../runtime/clock.ts';
import { createDisposal, type Disposal } from '../../runtime/disposal.ts';
import { messageOf } from '../../runtime/errors.ts';
import type { EdgeConfig } from '../../edge/edge-config.ts';
import type { Random } from '../../runtime/random.ts';
import { untilAborted } from '../../runtime/until-aborted.ts';
import type { PathSummary, RunCounters, RunEvent } from '../../telemetry/run-event.ts';
import { telemetryHash, type TelemetryHash } from '../../simulator/telemetry-hash.ts';
import type { Interrupt } from '../interrupt.ts';
import type { CliIo } from '../io.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { ConnectionPlan } from './connection-agenda.ts';
import { createFarEnd, type FarEnd } from './far-end.ts';
import { createIntegrityLedger, type IntegrityLedger } from './integrity.ts';
import { createLatencyMeter, type LatencyMeter } from './latency.ts';
import { NO_LINK, type Link, type LinkContext } from './link.ts';
import { openFarHalf, type FarHalf } from './far-half.ts';
import type { LocalTwin, OpenTwin } from './open-twin.ts';
import { runFeed, type Feed } from './run-feed.ts';
import { summarise } from './summary.ts';
import { createTelemetryPath, type TelemetryPath } from './telemetry-path.ts';

export interface SessionOptions {
  readonly profile: string;
  readonly seed: string;
  readonly edge: EdgeConfig;
  readonly random: Random;
  readonly feed: Feed;
  readonly openTwin: OpenTwin;
  /** Connects the devices; throws where not one of them gets in. */
  readonly openLink: (context: LinkContext) => Promise<Link>;
  /** Called once the twin is up; returns what the first event tells. */
  readonly started: (twin: LocalTwin) => RunEvent;
  /** Opens the way in for other terminals. */
  readonly openControl?: (twin: LocalTwin) => Promise<AsyncDisposable>;
  /** What happens to the connections; only for a link that can be controlled. */
  readonly connections?: ConnectionPlan;
  /** Told right after the start: the faults that are planned. */
  readonly announce: readonly RunEvent[];
  /** Told right before the summary. */
  readonly farewell?: () => readonly RunEvent[];
  readonly reporter: Reporter;
  readonly interrupt: Interrupt;
  readonly io: CliIo;
}

/** How a session ended; the summary has been told. */
export interface SessionEnd {
  readonly interrupted: boolean;
  readonly drained: boolean;
  /** Devices that the broker would not have. */
  readonly refused: number;
  /** Messages that left their device and did not come out scored. */
  readonly lost: number;
}

/** Named bounds of the way out, ms of wall time. */
const PUBLISH_DRAIN_MS = 30_000;
const TWIN_DRAIN_MS = 300_000;
const OBSERVER_DRAIN_MS = 10_000;
const PROGRESS_EVERY_MS = 500;

/** Everything of a running session that its parts share. */
interface Session {
  readonly options: SessionOptions;
  readonly tell: (event: RunEvent) => void;
  readonly disposal: Disposal;
  readonly boot: string;
  readonly latency: LatencyMeter;
  readonly ledger: IntegrityLedger;
  readonly hash: TelemetryHash;
  readonly farEnd: FarEnd;
  readonly beganAt: number;
}

/**
 * One run from start to summary: twin, devices, path, and on the way out a drain from left to right.
 * Whatever was started is undone in reverse order, also after an error.
 */
export async function runSession(options: SessionOptions): Promise<SessionEnd> {
  const tell = (event: RunEvent): void => options.reporter.onEvent(event);
  const session = newSession(options, createDisposal(), tell);
  let completed: Completed;
  try {
    completed = await operate(session);
  } finally {
    await dispose(session);
  }
  // Not before everything has ended: nothing is told after the summary.
  tell(completed.summary);
  return completed.end;
}

async function dispose({ disposal, tell }: Session): Promise<void> {
  try {
    await disposal.dispose();
  } catch (error) {
    tell({ type: 'warning', text: messageOf(error) });
  }
}

function newSession(options: SessionOptions, disposal: Disposal, tell: Session['tell']): Session {
  const boot = `b${options.io.now().toString(36)}`;
  const latency = createLatencyMeter(options.feed.devices());
  return {
    options,
    tell,
    disposal,
    boot,
    latency,
    ledger: createIntegrityLedger(),
    hash: telemetryHash(),
    farEnd: createFarEnd({ boot, latency, wallNow, onEvent: tell }),
    beganAt: wallNow(),
  };
}

interface Completed {
  readonly end: SessionEnd;
  readonly summary: PathSummary;
}

async function operate(session: Session): Promise<Completed> {
  const { options, disposal, tell, farEnd } = session;
  const { interrupt } = options;
  const twin = disposal.use(
    await options.openTwin({ onAlert: (alert) => farEnd.onAlert(alert), tell }),
  );
  tell(options.started(twin));
  for (const event of options.announce) tell(event);
  if (options.openControl !== undefined) disposal.use(await options.openControl(twin));
  const link = disposal.use(await openLink(session, twin));
  const path = openPath(session, link);
  const counters = (): RunCounters => ({
    ...path.counters(),
    routed: twin.routed(),
    scored: farEnd.scored(),
    alerts: farEnd.alerts(),
  });
  disposal.defer(startProgress(session, { link, twin, path, counters }));
  const { random, reporter } = options;
  const farHalf = openFarHalf({ ...session, twin, path, random, reporter });
  try {
    if (twin.followsFromNow) await farHalf.opened;
    const signal = AbortSignal.any([interrupt.signal, farHalf.failed]);
    await runFeed({ ...options, link, path, tell, signal });
    const { pipeline, observer } = await farHalf.opened;
    const drained = await drain({ pipeline, clock: twin.clock, path, observer });
    const interrupted = interrupt.signal.aborted;
    tellResults(session);
    const summary = {
      ...summaryOf(session, counters(), interrupted),
      ...backlogOf(twin),
    };
    const { lost } = summary;
    return { end: { interrupted, drained, refused: link.refusedCount(), lost }, summary };
  } finally {
    await farHalf.opened.catch(() => undefined);
  }
}

/** Whoever is interrupted while the devices are given their certificates connects none of them. */
async function openLink({ options, tell }: Session, twin: LocalTwin): Promise<Link> {
  const { signal } = options.interrupt;
  try {
    return await options.openLink({ twin, signal, tell });
  } catch (error) {
    if (signal.aborted) return NO_LINK;
    throw error;
  }
}

/** Monotonic wall time, ms. */
function wallNow(): number {
  return performance.now();
}

function openPath(session: Session, link: Link): TelemetryPath {
  const { options, boot, ledger, latency, hash, tell } = session;
  const { reporter } = options;
  return createTelemetryPath({
    edge: options.edge,
    random: options.random.fork('edge'),
    boot,
    publisher: link,
    ledger,
    latency,
    hash: (reading) => hash.add(reading),
    wallNow,
    onEvent: tell,
    onReading: (reading, kept) => reporter.onReading?.(reading, kept),
  });
}

interface Progressing {
  readonly link: Link;
  readonly twin: LocalTwin;
  readonly path: TelemetryPath;
  readonly counters: () => RunCounters;
}

function startProgress(session: Session, { link, twin, path, counters }: Progressing): () => void {
  const { options, tell, beganAt } = session;
  const tick = (): void =>
    tell({
      type: 'progress',
      simulatedMs: options.feed.simulatedMs(),
      wallMs: wallNow() - beganAt,
      counters: counters(),
      connected: link.connectedCount(),
      lagMs: options.feed.lagMs(),
      ...backlogOf(twin),
    });
  const timer = setInterval(tick, PROGRESS_EVERY_MS);
  const ended = new AbortController();
  // Nobody should look at an empty screen.
  const tickFirst = async (): Promise<void> => {
    await untilAborted(path.begun, ended.signal);
    if (!ended.signal.aborted) tick();
  };
  void tickFirst();
  return () => {
    ended.abort();
    clearInterval(timer);
  };
}

function backlogOf({ backlog }: LocalTwin): Pick<PathSummary, 'backlog'> {
  return backlog === undefined ? {} : { backlog: backlog() };
}

interface Stages extends FarHalf {
  readonly clock: Clock;
  readonly path: TelemetryPath;
}

/** From left to right: acknowledgements, the twin's streams and handlers, our own reading back. */
async function drain({ pipeline, clock, path, observer }: Stages): Promise<boolean> {
  await settled(path, clock);
  const worked = await pipeline.drain(TWIN_DRAIN_MS);
  const { acknowledged } = path.counters();
  return (await observer.caughtUp(acknowledged, OBSERVER_DRAIN_MS)) && worked;
}

/** Every publish has come to something, or the time is over. */
async function settled(path: TelemetryPath, clock: Clock): Promise<void> {
  const stop = new AbortController();
  const timeout = sleep(clock, PUBLISH_DRAIN_MS, stop.signal).catch(() => undefined);
  await Promise.race([path.settled(), timeout]);
  stop.abort();
}

function tellResults({ options, tell, hash }: Session): void {
  for (const event of options.farewell?.() ?? []) tell(event);
  for (const [device, sha256] of Object.entries(hash.perDevice())) {
    tell({ type: 'device-telemetry', device, sha256 });
  }
}

function summaryOf(session: Session, counters: RunCounters, interrupted: boolean): PathSummary {
  const { options, hash, ledger, latency, farEnd, beganAt } = session;
  return summarise({
    profile: options.profile,
    seed: options.seed,
    devices: options.feed.devices(),
    counters,
    integrity: ledger.count(),
    latency: latency.percentiles(),
    simulatedMs: options.feed.simulatedMs(),
    wallMs: wallNow() - beganAt,
    telemetrySha256: hash.digest(),
    alertsByDevice: farEnd.alertsByDevice(),
    interrupted,
  });
}
