import type { Alert } from '../../telemetry/alert.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';
import { createRing, type Ring } from './ring.ts';

type Connection = Extract<RunEvent, { readonly type: 'connection' }>['state'] | 'connecting';

export interface AlertView {
  readonly alert: Alert;
  acknowledged: boolean;
  /** Wall time at which it opened, ms; where nothing tells what time it is at the source. */
  at?: number;
  /** Source time at which the device was back to normal. */
  closedAt?: number;
}

/** A fault of a device as it really is. */
export interface TruthView {
  truth: TruthEvent;
  /** Decided before the run began: shown only to those who want to know what they are looking for. */
  readonly planned: boolean;
}

/** Recent values of a device with their times, for its charts. */
export interface History {
  readonly times: Ring;
  readonly metrics: Map<string, Ring>;
  readonly scoreTimes: Ring;
  readonly scores: Ring;
}

/** What the screen knows of one device. */
export interface DeviceView {
  readonly name: string;
  connection: Connection;
  last?: Reading;
  /** Recent values of the key metric and of the anomaly score. */
  readonly primary: Ring;
  readonly score: Ring;
  scored?: ScoredRecord;
  /** The newest alert, open or over. */
  alert?: AlertView;
  readonly truths: TruthView[];
  /** Only of few or of the watched devices. */
  history?: History;
}

const SPARK_VALUES = 32;
/** Values that the widest chart shows. */
const HISTORY_VALUES = 320;
/** Faults remembered of one device. */
const TRUTHS_MAX = 8;

export function createDeviceView(name: string): DeviceView {
  return {
    name,
    connection: 'connecting',
    primary: createRing(SPARK_VALUES),
    score: createRing(SPARK_VALUES),
    truths: [],
  };
}

export function createHistory(): History {
  return {
    times: createRing(HISTORY_VALUES),
    metrics: new Map(),
    scoreTimes: createRing(HISTORY_VALUES),
    scores: createRing(HISTORY_VALUES),
  };
}

/** All metrics stay in step with the times: one that a reading lacks has no value there. */
export function rememberReading({ times, metrics: rings }: History, reading: Reading): void {
  const { metrics } = reading;
  for (const name in metrics) {
    if (!rings.has(name)) rings.set(name, createRing(HISTORY_VALUES));
  }
  times.push(reading.ts);
  for (const [name, ring] of rings) ring.push(metrics[name] ?? Number.NaN);
}

export function rememberScore({ scoreTimes, scores }: History, { ts, score }: ScoredRecord): void {
  scoreTimes.push(ts);
  scores.push(score);
}

export function rememberTruth({ truths }: DeviceView, view: TruthView): void {
  truths.push(view);
  if (truths.length > TRUTHS_MAX) truths.shift();
}

/** Whether somebody has to do something about the device's newest alert. */
export function hasOpenAlert({ alert }: DeviceView): boolean {
  return alert !== undefined && alert.closedAt === undefined;
}

export interface TruthQuery {
  /** Source time, ms. */
  readonly now: number;
  /** Planned faults too. */
  readonly all: boolean;
}

/** Faults that may be shown and have begun. */
export function shownTruths({ truths }: DeviceView, { now, all }: TruthQuery): TruthEvent[] {
  return truths
    .filter(({ truth, planned }) => (all || !planned) && truth.onset <= now)
    .map(({ truth }) => truth);
}

/** Modes of the faults that may be shown and are at work. */
export function shownFaults(device: DeviceView, query: TruthQuery): string[] {
  return shownTruths(device, query)
    .filter(({ repaired }) => repaired === undefined || query.now < repaired)
    .map(({ mode }) => mode);
}
