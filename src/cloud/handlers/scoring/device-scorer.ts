import type { TelemetryMessage } from '../../../telemetry/message.ts';
import type { Episode, ScoredRecord } from '../../../telemetry/scored.ts';
import type { ArrivedMessage } from './decode-records.ts';
import type { DeviceMonitor, DeviceVerdict, MonitorFactory } from './device-monitor.ts';
import { firstState, type DeviceState } from './device-state.ts';
import { stepEpisode, type ReasonWriter } from './episodes.ts';
import { createJournal, sampleOf, type Journal } from './journal.ts';
import { classify, missingCount } from './sequence-tracker.ts';

export interface ScorerOptions {
  readonly monitors: MonitorFactory;
  readonly reason: ReasonWriter;
}

/** The detector of one device with its memory of what it has seen. */
export interface DeviceScorer {
  /** Judges a message; undefined when it has been judged before. */
  score(arrived: ArrivedMessage): ScoredRecord | undefined;
  /** Whether the message comes directly after the last one, so that nothing can have come between. */
  follows(message: TelemetryMessage): boolean;
  /** The state as it is now, under the version it was last saved with. */
  state(): DeviceState;
  /** Records that the detector took since its last snapshot. */
  journalled(): number;
  snapshot(): Uint8Array;
  /** The state for the next version; `snapshotTaken` when a snapshot is saved with it. */
  nextState(snapshotTaken: boolean): DeviceState;
}

interface Detector {
  readonly monitor: DeviceMonitor;
  readonly journal: Journal;
}

interface Memory {
  detector: Detector;
  state: DeviceState;
  /** Why an episode of an earlier detector has to be closed. */
  orphaned: string | undefined;
}

const DETECTOR_CHANGED = 'The detector was replaced and learns anew.';
const UNIT_REPLACED = 'The unit was replaced; its detector learns anew.';
const CLOCK_WENT_BACK = 'The clock of the device went back; its detector learns anew.';
const OUT_OF_ORDER = 'arrived after a later reading';

/** A device that was never heard of. */
export function newScorer(first: TelemetryMessage, options: ScorerOptions): DeviceScorer {
  const state = firstState(first, options.monitors.fingerprint);
  const detector = freshDetector(state, options.monitors);
  return scorerOf({ detector, state, orphaned: undefined }, options);
}

/**
 * Continues from a saved state. Without its snapshot, or with one that this configuration does not
 * continue, the device starts learning again and its open episode is closed.
 */
export function restoredScorer(
  state: DeviceState,
  snapshot: Uint8Array | undefined,
  options: ScorerOptions,
): DeviceScorer {
  const detector = restoredDetector(state, snapshot, options.monitors);
  if (detector !== undefined) return scorerOf({ detector, state, orphaned: undefined }, options);
  const { fingerprint } = options.monitors;
  const memory: Memory = {
    detector: freshDetector(state, options.monitors),
    state: { ...state, fingerprint, fromSnapshot: false },
    orphaned: DETECTOR_CHANGED,
  };
  return scorerOf(memory, options);
}

function freshDetector(
  { device, serial }: { readonly device: string; readonly serial: string },
  monitors: MonitorFactory,
): Detector {
  return { monitor: monitors.create(device, serial), journal: createJournal(monitors.metrics) };
}

function restoredDetector(
  state: DeviceState,
  snapshot: Uint8Array | undefined,
  monitors: MonitorFactory,
): Detector | undefined {
  if (state.fingerprint !== monitors.fingerprint) return undefined;
  if (state.fromSnapshot && snapshot === undefined) return undefined;
  const monitor =
    snapshot === undefined
      ? monitors.create(state.device, state.serial)
      : restoredMonitor(snapshot, monitors);
  if (monitor === undefined) return undefined;
  const journal = createJournal(monitors.metrics, state.journal);
  for (const sample of journal.samples()) monitor.observe(sample);
  return { monitor, journal };
}

/** A snapshot that cannot be read is as good as none. */
function restoredMonitor(
  snapshot: Uint8Array,
  monitors: MonitorFactory,
): DeviceMonitor | undefined {
  try {
    return monitors.restore(snapshot);
  } catch {
    return undefined;
  }
}

function scorerOf(memory: Memory, options: ScorerOptions): DeviceScorer {
  return {
    score: (arrived) => score(memory, arrived, options),
    follows({ boot, seq }) {
      const newest = memory.state.boots[0];
      return newest?.boot === boot && newest.seq + 1 === seq;
    },
    state: () => memory.state,
    journalled: () => memory.detector.journal.count(),
    snapshot: () => memory.detector.monitor.snapshot(),
    nextState(snapshotTaken) {
      const { detector, state } = memory;
      const version = state.version + 1;
      if (snapshotTaken) detector.journal.clear();
      const journal = detector.journal.count() === 0 ? undefined : detector.journal.bytes();
      memory.state = snapshotTaken
        ? {
            ...state,
            version,
            journal,
            fromSnapshot: true,
            snapshotVersion: state.snapshotVersion + 1,
          }
        : { ...state, version, journal };
      return memory.state;
    },
  };
}

function score(
  memory: Memory,
  { message, shardId, sequenceNumber }: ArrivedMessage,
  options: ScorerOptions,
): ScoredRecord | undefined {
  const { state } = memory;
  if (shardId === state.shardId && !isAfter(sequenceNumber, state.sequenceNumber)) return undefined;
  const { arrival, boots } = classify(state.boots, message);
  if (arrival === 'duplicate') {
    memory.state = { ...state, shardId, sequenceNumber, duplicated: state.duplicated + 1 };
    return undefined;
  }
  const taken = {
    boots,
    shardId,
    sequenceNumber,
    missing: missingCount(boots),
    scored: state.scored + 1,
  };
  memory.state = { ...state, ...taken };
  if (arrival === 'late') {
    memory.state = { ...memory.state, late: state.late + 1 };
    return scoredRecord(message, { ...UNJUDGED, suppressed: OUT_OF_ORDER }, {});
  }
  const reason = restartReason(state, message);
  if (reason !== undefined) restartDetector(memory, { message, reason }, options.monitors);
  return judge(memory, message, options);
}

/** A device that starts anew may be this much behind what it said before without being taken back in time. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Why the detector cannot go on with this message. `state` is that before the message. */
function restartReason(state: DeviceState, message: TelemetryMessage): string | undefined {
  if (message.serial !== state.serial) return UNIT_REPLACED;
  const rebooted = state.boots[0] !== undefined && state.boots[0].boot !== message.boot;
  return rebooted && message.ts < state.ts - CLOCK_TOLERANCE_MS ? CLOCK_WENT_BACK : undefined;
}

const UNJUDGED: DeviceVerdict = {
  ready: false,
  score: 0,
  threshold: 0,
  anomalous: false,
  attribution: [],
};

function judge(memory: Memory, message: TelemetryMessage, options: ScorerOptions): ScoredRecord {
  const { monitors, reason } = options;
  const sample = sampleOf(monitors.metrics, message.ts, message.metrics);
  const verdict = memory.detector.monitor.observe(sample);
  memory.detector.journal.append(sample);
  const { episode: open } = memory.state;
  const { orphaned } = memory;
  const step = stepEpisode({ open, orphaned, judged: verdict.episode, message, reason });
  memory.orphaned = undefined;
  const { ready, score: anomalyScore, threshold, anomalous } = verdict;
  const values = measuredValues(monitors.metrics, message.metrics);
  const latest = { ts: message.ts, ready, score: anomalyScore, threshold, anomalous, values };
  memory.state = { ...memory.state, ...latest, episode: step.open };
  return scoredRecord(message, verdict, { values, episode: step.episode });
}

function restartDetector(
  memory: Memory,
  { message, reason }: { readonly message: TelemetryMessage; readonly reason: string },
  monitors: MonitorFactory,
): void {
  memory.detector = freshDetector(message, monitors);
  memory.state = { ...memory.state, serial: message.serial, fromSnapshot: false };
  memory.orphaned = reason;
}

/** The metrics that the detector looks at, as they were measured. */
function measuredValues(
  metrics: readonly string[],
  measured: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const metric of metrics) {
    const value = measured[metric];
    if (value !== undefined) values[metric] = value;
  }
  return values;
}

function scoredRecord(
  message: TelemetryMessage,
  verdict: DeviceVerdict,
  {
    values = {},
    episode,
  }: {
    readonly values?: Readonly<Record<string, number>>;
    readonly episode?: Episode | undefined;
  },
): ScoredRecord {
  const { device, site, serial, boot, seq, ts } = message;
  const { ready, score: anomalyScore, threshold, anomalous, suppressed, attribution } = verdict;
  return {
    device,
    site,
    serial,
    boot,
    seq,
    ts,
    ready,
    score: anomalyScore,
    threshold,
    anomalous,
    ...(suppressed === undefined ? {} : { suppressed }),
    values,
    attribution,
    ...(episode === undefined ? {} : { episode }),
  };
}

/** Kinesis sequence numbers are decimal texts; a longer one is greater. */
function isAfter(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
