import { endEpisode, stepPolicy, type Transition } from '../alert-policy.ts';
import { learnScore, thresholdOf } from '../adaptive-threshold.ts';
import {
  resolveMonitorOptions,
  type MonitorChannel,
  type MonitorOptions,
} from './monitor-options.ts';
import {
  createMonitorState,
  readMonitor,
  writeMonitor,
  type KeptReading,
  type MonitorState,
} from './monitor-state.ts';
import { deviationOf, learnNormal, type Deviation } from './normal-behaviour.ts';
import { givenOf, keep, operates, valueOf } from './operating-point.ts';
import { learnScale, measure } from './scale.ts';
import type { Episode, Monitor, MonitorSample, Verdict } from './verdict.ts';

export type { Episode, Monitor, MonitorSample, SuppressionReason, Verdict } from './verdict.ts';

/** A single deviation counts at most as this many usual ones: garbage is one reading, not a trend. */
const DEVIATION_CUT = 20;
/** Share of the warm-up in which only the normal behaviour is learned, not yet the detector. */
const MODEL_SHARE = 1 / 3;
/** How fast old behaviour gives way when a new one was accepted: weight left to it, in readings. */
const WEIGHT_AFTER_ACCEPTANCE = 0.5;

/** @throws PmSimError `detection/option` */
export function createMonitor(options: MonitorOptions): Monitor {
  return monitorOf(createMonitorState(resolveMonitorOptions(options)));
}

/** @throws PmSimError `detection/snapshot` */
export function restoreMonitor(bytes: Uint8Array): Monitor {
  return monitorOf(readMonitor(bytes));
}

function monitorOf(state: MonitorState): Monitor {
  return {
    observe: (sample) => observe(state, sample),
    snapshot: () => writeMonitor(state),
  };
}

function observe(state: MonitorState, sample: MonitorSample): Verdict {
  const { memory, detector } = state;
  const { settings } = memory;
  const reading = keep(state, sample);
  memory.firstTs ??= sample.ts;
  const age = sample.ts - memory.firstTs;
  if (!operates(state, reading)) return unjudged(state, reading);
  const deviations = deviate(state, reading);
  smooth(state, deviations, sample.ts);
  const measured = measure(state);
  const score = detector.scoreOne(measured);
  const threshold = thresholdOf(memory.threshold, settings.threshold);
  const ready = age >= settings.warmUpMs && detector.observed >= settings.outputAfter;
  const off = Math.max(...measured.map(Math.abs)) / settings.materialDeviation;
  const level = ready ? Math.min(score / threshold, off) : 0;
  const anomalous = level >= 1;
  const transition = stepPolicy(
    memory.policy,
    { ts: sample.ts, anomalous, level },
    settings.policy,
  );
  const episode = transition && describe(state, { reading, deviations, transition });
  const suppressed = learn(state, { reading, deviations, measured, score, level, age });
  return {
    ready,
    score,
    threshold,
    grade: anomalous ? Math.min(1, level - 1 + 0.1) : 0,
    anomalous,
    ...(score >= threshold && !anomalous && { suppressed: NOT_SO[ready ? 'judged' : 'learning'] }),
    ...(suppressed && { suppressed }),
    attribution: attribute(state),
    expected: expectedOf(state, deviations),
    ...(episode && { episode }),
  };
}

/** Why a score above the threshold is no anomaly. */
const NOT_SO = { judged: 'not-material', learning: 'warming-up' } as const;

/** A machine at rest says nothing: an open episode stays open, nothing is learned. */
function unjudged(state: MonitorState, reading: KeptReading): Verdict {
  const { memory } = state;
  memory.lastTs = Math.max(reading.ts, memory.lastTs);
  const open = memory.policy.openedAt !== null;
  const idle = { reading, deviations: [], transition: 'ongoing' as const };
  return {
    ready: false,
    score: 0,
    threshold: thresholdOf(memory.threshold, memory.settings.threshold),
    grade: 0,
    anomalous: false,
    suppressed: 'not-operating',
    attribution: attribute(state),
    expected: {},
    ...(open && { episode: describe(state, idle) }),
  };
}

function deviate(state: MonitorState, reading: KeptReading): (Deviation | null)[] {
  const { settings, models } = state.memory;
  return settings.channels.map((channel, k) => {
    const value = valueOf(state, reading, channel.name);
    const given = givenOf(state, reading, k);
    const model = models[k];
    if (value === null || given === null || model === undefined) return null;
    const found = deviationOf(model, { value, given }, settings.normalBehaviour);
    return { ...found, z: onSide(found.z, channel.side) };
  });
}

function onSide(z: number, side: MonitorChannel['side']): number {
  if (side === undefined) return z;
  return side === 'above' ? Math.max(z, 0) : Math.min(z, 0);
}

/** A missing value leaves its channel's smoothed deviation as it was. */
function smooth(state: MonitorState, deviations: readonly (Deviation | null)[], ts: number): void {
  const { memory } = state;
  const { smoothingMs } = memory.settings;
  const elapsed = Math.max(ts - memory.lastTs, 0);
  const share = smoothingMs > 0 ? 1 - Math.exp(-elapsed / smoothingMs) : 1;
  deviations.forEach((deviation, k) => {
    if (deviation === null) return;
    const z = Math.max(-DEVIATION_CUT, Math.min(DEVIATION_CUT, deviation.z));
    const before = memory.smoothed[k] as number;
    memory.smoothed[k] = before + share * (z - before);
  });
  memory.lastTs = Math.max(ts, memory.lastTs);
}

interface Judged {
  readonly reading: KeptReading;
  readonly deviations: readonly (Deviation | null)[];
  /** See `measure`. */
  readonly measured: readonly number[];
  readonly score: number;
  readonly level: number;
  readonly age: number;
}

/** Learns, or sets the reading aside; says when a long episode was accepted as the new normal. */
function learn(state: MonitorState, judged: Judged): 'accepted' | undefined {
  const { memory } = state;
  const { protection, policy } = memory.settings;
  const { openedAt } = memory.policy;
  const suspicious = judged.level >= policy.closeRatio || openedAt !== null;
  if (!suspicious || !protection.freeze) {
    memory.quarantine = [];
    memory.quarantineStride = 1;
    learnReading(state, judged);
    return undefined;
  }
  setAside(state, judged.reading);
  if (openedAt === null || judged.reading.ts - openedAt < protection.acceptAfterMs)
    return undefined;
  accept(state, judged.reading.ts);
  return 'accepted';
}

function learnReading(state: MonitorState, judged: Judged): void {
  const { memory, detector } = state;
  const { settings } = memory;
  const believed = trusted(state, judged);
  learnModels(state, judged.reading, believed);
  if (judged.age < settings.warmUpMs * MODEL_SHARE || isDoubted(judged, believed)) return;
  if (judged.score > 0) learnScore(memory.threshold, judged.score, settings.threshold);
  learnScale(state);
  detector.learnOne(judged.measured);
}

/** In the warm-up every channel is believed, later those that are not in doubt. */
function trusted(state: MonitorState, { age, deviations, measured }: Judged): (Deviation | null)[] {
  const { settings } = state.memory;
  const doubt = settings.doubtShare * settings.materialDeviation;
  const { freeze } = settings.protection;
  const believed = age < settings.warmUpMs || !freeze || settings.doubtShare === 0;
  return deviations.map((one, k) =>
    believed || Math.abs(measured[k] as number) < doubt ? one : null,
  );
}

/** Some channel is in doubt: what is usual for all of them together is not to be learned now. */
function isDoubted({ deviations }: Judged, believed: readonly (Deviation | null)[]): boolean {
  return believed.some((one, k) => one !== deviations[k]);
}

function learnModels(
  state: MonitorState,
  reading: KeptReading,
  deviations: readonly (Deviation | null)[],
): void {
  const { settings, models } = state.memory;
  settings.channels.forEach((channel, k) => {
    const deviation = deviations[k];
    const model = models[k];
    const value = valueOf(state, reading, channel.name);
    const given = givenOf(state, reading, k);
    if (!deviation || model === undefined || value === null || given === null) return;
    learnNormal(model, { ts: reading.ts, value, given, deviation }, settings.normalBehaviour);
  });
}

function setAside(state: MonitorState, reading: KeptReading): void {
  const { memory } = state;
  memory.quarantineSeen += 1;
  if (memory.quarantineSeen % memory.quarantineStride !== 0) return;
  memory.quarantine.push(reading);
  if (memory.quarantine.length < memory.settings.protection.quarantineMax) return;
  memory.quarantine = memory.quarantine.filter((_, k) => k % 2 === 1);
  memory.quarantineStride *= 2;
}

/** The episode was the new normal: the quarantine is learned and the old normal mostly forgotten. */
function accept(state: MonitorState, ts: number): void {
  const { memory, detector } = state;
  endEpisode(memory.policy, ts);
  for (const model of memory.models) {
    const share = Math.min(1, WEIGHT_AFTER_ACCEPTANCE / Math.max(model.weight, 1e-9));
    for (let k = 0; k < model.moments.length; k += 1) {
      model.moments[k] = (model.moments[k] as number) * share;
    }
    model.squares *= share;
    model.weight *= share;
  }
  for (const reading of memory.quarantine) learnModels(state, reading, deviate(state, reading));
  memory.smoothed.fill(0);
  for (const reading of memory.quarantine) {
    detector.learnOne(deviate(state, reading).map((d) => d?.z ?? 0));
  }
  memory.quarantine = [];
  memory.quarantineStride = 1;
}

function attribute(state: MonitorState): { metric: string; share: number }[] {
  const { settings } = state.memory;
  const squares = measure(state).map((z) => z * z);
  const sum = squares.reduce((a, b) => a + b, 0) || 1;
  return settings.channels
    .map(({ name }, k) => ({ metric: name, share: (squares[k] as number) / sum }))
    .toSorted((a, b) => b.share - a.share);
}

function expectedOf(
  state: MonitorState,
  deviations: readonly (Deviation | null)[],
): Record<string, number> {
  const expected: Record<string, number> = {};
  state.memory.settings.channels.forEach(({ name }, k) => {
    const deviation = deviations[k];
    if (deviation) expected[name] = deviation.expected;
  });
  return expected;
}

function describe(
  state: MonitorState,
  what: {
    readonly reading: KeptReading;
    readonly deviations: readonly (Deviation | null)[];
    readonly transition: Transition;
  },
): Episode {
  const { memory } = state;
  const { peak, openedAt } = memory.policy;
  const measured = measure(state);
  const leading = measured.reduce(
    (best, z, k) => (Math.abs(z) > Math.abs(measured[best] as number) ? k : best),
    0,
  );
  const metric = (memory.settings.channels[leading] as MonitorChannel).name;
  const expected = what.deviations[leading]?.expected;
  return {
    transition: what.transition,
    openedAt: openedAt ?? what.reading.ts,
    severity: peak >= 3 ? 'critical' : peak >= 2 ? 'high' : peak >= 1.4 ? 'medium' : 'low',
    metric,
    value: valueOf(state, what.reading, metric) ?? 0,
    ...(expected !== undefined && { expected }),
  };
}
