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
import type { Episode, Monitor, MonitorSample, Verdict } from './verdict.ts';

export type { Episode, Monitor, MonitorSample, SuppressionReason, Verdict } from './verdict.ts';

/** A single deviation counts at most as this many usual ones: garbage is one reading, not a trend. */
const DEVIATION_CUT = 20;
/** Share of the warm-up in which only the normal behaviour is learned, not yet the forest. */
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
  const { memory, forest } = state;
  const { settings } = memory;
  const reading = keep(state, sample);
  memory.firstTs ??= sample.ts;
  const age = sample.ts - memory.firstTs;
  const deviations = deviate(state, reading);
  smooth(state, deviations, sample.ts);
  const score = forest.score(memory.smoothed);
  const threshold = thresholdOf(memory.threshold, settings.threshold);
  const ready = age >= settings.warmUpMs && forest.observed >= settings.outputAfter;
  const off = Math.max(...memory.smoothed.map(Math.abs)) / settings.materialDeviation;
  const level = ready ? Math.min(score / threshold, off) : 0;
  const anomalous = level >= 1;
  const transition = stepPolicy(
    memory.policy,
    { ts: sample.ts, anomalous, level },
    settings.policy,
  );
  const episode = transition && describe(state, { reading, deviations, transition });
  const suppressed = learn(state, { reading, deviations, score, level, age });
  return {
    ready,
    score,
    threshold,
    grade: anomalous ? Math.min(1, level - 1 + 0.1) : 0,
    anomalous,
    ...((suppressed ?? (score >= threshold && !anomalous)) && {
      suppressed: suppressed ?? (ready ? ('not-material' as const) : ('warming-up' as const)),
    }),
    attribution: attribute(state),
    expected: expectedOf(state, deviations),
    ...(episode && { episode }),
  };
}

function keep(state: MonitorState, sample: MonitorSample): KeptReading {
  const values = state.metrics.map((metric) => {
    const value = sample.values[metric];
    return value !== undefined && Number.isFinite(value) ? value : null;
  });
  return { ts: sample.ts, values };
}

function valueOf(state: MonitorState, reading: KeptReading, metric: string): number | null {
  return reading.values[state.metrics.indexOf(metric)] ?? null;
}

/** Operating point of a channel, or null if part of it is missing. */
function givenOf(
  state: MonitorState,
  reading: KeptReading,
  channel: MonitorChannel,
): number[] | null {
  const given = (channel.given ?? []).map((metric) => valueOf(state, reading, metric));
  return given.includes(null) ? null : (given as number[]);
}

function deviate(state: MonitorState, reading: KeptReading): (Deviation | null)[] {
  const { settings, models } = state.memory;
  return settings.channels.map((channel, k) => {
    const value = valueOf(state, reading, channel.name);
    const given = givenOf(state, reading, channel);
    const model = models[k];
    if (value === null || given === null || model === undefined) return null;
    return deviationOf(model, { value, given }, settings.normalBehaviour);
  });
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
  const { memory, forest } = state;
  const { settings } = memory;
  learnModels(state, judged.reading, judged.deviations);
  if (judged.age < settings.warmUpMs * MODEL_SHARE) return;
  if (judged.score > 0) learnScore(memory.threshold, judged.score, settings.threshold);
  forest.update(memory.smoothed);
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
    const given = givenOf(state, reading, channel);
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
  const { memory, forest } = state;
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
    forest.update(deviate(state, reading).map((d) => d?.z ?? 0));
  }
  memory.quarantine = [];
  memory.quarantineStride = 1;
}

function attribute(state: MonitorState): { metric: string; share: number }[] {
  const { settings, smoothed } = state.memory;
  const squares = smoothed.map((z) => z * z);
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
  const leading = memory.smoothed.reduce(
    (best, z, k) => (Math.abs(z) > Math.abs(memory.smoothed[best] as number) ? k : best),
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
