import { sleep, type Clock } from '../../runtime/clock.ts';
import type { Disposal } from '../../runtime/disposal.ts';
import type { Random } from '../../runtime/random.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { FarEnd } from './far-end.ts';
import type { IntegrityLedger } from './integrity.ts';
import type { LocalTwin, Pipeline } from './open-twin.ts';
import type { ScoredObserver } from './scored-observer.ts';
import type { TelemetryPath } from './telemetry-path.ts';

export interface FarHalfOptions {
  readonly twin: LocalTwin;
  readonly path: Pick<TelemetryPath, 'begun'>;
  readonly boot: string;
  readonly ledger: IntegrityLedger;
  readonly farEnd: FarEnd;
  readonly random: Random;
  readonly reporter: Reporter;
  /** Ends what is opened. */
  readonly disposal: Disposal;
}

/** The half of a run behind the telemetry stream. */
export interface FarHalf {
  readonly pipeline: Pipeline;
  readonly observer: ScoredObserver;
}

interface OpeningFarHalf {
  /** To be awaited before `disposal` is disposed, whatever comes of it. */
  readonly opened: Promise<FarHalf>;
  /** Aborts when it cannot be opened. */
  readonly failed: AbortSignal;
}

/** How long what comes behind the first message waits for it, ms: some profiles send one an hour. */
const FIRST_MESSAGE_MS = 100;

/**
 * Opens what only has to be there once messages lie in the stream: loading and making it takes longer
 * than everything before the first message together, so it comes behind that.
 */
export function openFarHalf(options: FarHalfOptions): OpeningFarHalf {
  const failure = new AbortController();
  const opened = open(options);
  opened.catch(() => failure.abort());
  return { opened, failed: failure.signal };
}

async function open(options: FarHalfOptions): Promise<FarHalf> {
  const { twin, path, disposal } = options;
  if (twin.followsFromNow !== true) await underWay(path, twin.clock);
  const pipeline = await twin.openPipeline();
  const observer = await observe(options, pipeline);
  disposal.defer(() => observer.close());
  await observer.ready;
  return { pipeline, observer };
}

/** The first message has been acknowledged, or is not to be waited for. */
async function underWay({ begun }: FarHalfOptions['path'], clock: Clock): Promise<void> {
  const stop = new AbortController();
  const longest = sleep(clock, FIRST_MESSAGE_MS, stop.signal).catch(() => undefined);
  await Promise.race([begun, longest]);
  stop.abort();
}

async function observe(
  { twin, boot, ledger, farEnd, random, reporter }: FarHalfOptions,
  { kinesis, scoredStream, scoredFrom }: Pipeline,
): Promise<ScoredObserver> {
  const { observeScored } = await import('./scored-observer.ts');
  return observeScored({
    kinesis,
    streamName: scoredStream,
    position: scoredFrom,
    boot,
    ledger,
    clock: twin.clock,
    random: random.fork('observer'),
    onScored: (record) => {
      farEnd.onScored(record);
      twin.onScored?.(record);
      reporter.onScored?.(record);
    },
  });
}
