import { averagePrecision } from '../metrics/average-precision.ts';
import { detectionMetrics, type DetectionMetrics } from '../metrics/detections.ts';
import { sourceMetrics, type SourceMetrics } from '../metrics/evaluate.ts';
import { mergeIntervals } from '../metrics/intervals.ts';
import {
  detectableFaults,
  detectionWindow,
  faultInterval,
  faultsOf,
  type Judged,
} from '../metrics/judged.ts';
import { NAB_PROFILES, nabProbation, nabScore } from '../metrics/nab.ts';
import { vusPr } from '../metrics/vus-pr.ts';
import { judgedBy, type TrialOutcome, type TrialResult } from './trial.ts';

/** For comparison with published figures. */
interface SecondaryMetrics {
  readonly nab: { readonly [K in keyof typeof NAB_PROFILES]: number | null };
  readonly aucPr: number | null;
  readonly vusPr: number | null;
}

export interface TrialMetrics extends SourceMetrics {
  /** Of the faults that no one-line rule finds. */
  readonly headline: DetectionMetrics;
  /** Faults found and faults there were, by mode. */
  readonly modes: Readonly<Record<string, { readonly detected: number; readonly events: number }>>;
  readonly secondary: SecondaryMetrics;
}

export interface TrialJudgement {
  readonly frame: Omit<Judged, 'alerts'>;
  readonly leadMs: number | null;
  /** Modes that a one-line rule finds. */
  readonly trivial: readonly string[];
}

/** Longest buffer of VUS-PR, readings, and the step between buffers: a day of ten-minute records in eighths. */
const VUS_BUFFER = { max: 144, step: 18 };

export function trialMetrics(
  outcome: TrialOutcome,
  times: TrialResult['times'],
  { frame, leadMs, trivial }: TrialJudgement,
): TrialMetrics {
  const judged = judgedBy(outcome, frame);
  const { alerts } = judged;
  const faults = detectableFaults(judged);
  const of = (truth: Judged['truth']) => detectionMetrics({ truth, alerts }, leadMs);
  const modes = [...new Set(faults.map(({ mode }) => mode))].toSorted().map((mode) => {
    const { detected, events } = of(faults.filter((event) => event.mode === mode));
    return [mode, { detected, events }] as const;
  });
  return {
    ...sourceMetrics(judged, leadMs),
    headline: of(faults.filter(({ mode }) => !trivial.includes(mode))),
    modes: Object.fromEntries(modes),
    secondary: secondaryMetrics(outcome, times, judged),
  };
}

function secondaryMetrics(
  outcome: TrialOutcome,
  times: TrialResult['times'],
  judged: Judged,
): SecondaryMetrics {
  const tracks = [...times].map(([device, own]) => {
    const windows = rowsAtFault(device, own, judged);
    const scores = outcome.scores.get(device) ?? new Float32Array(own.length);
    const alarms = new Uint8Array(own.length);
    for (const row of outcome.openings.get(device) ?? []) alarms[row] = 1;
    const probation = nabProbation(own.length);
    return { scored: { scores, windows }, alarmed: { scores: alarms, windows, probation } };
  });
  const scored = tracks.map((track) => track.scored);
  const alarmed = tracks.map((track) => track.alarmed);
  return {
    nab: {
      standard: nabScore(alarmed, 1, NAB_PROFILES.standard),
      'reward-low-fp': nabScore(alarmed, 1, NAB_PROFILES['reward-low-fp']),
      'reward-low-fn': nabScore(alarmed, 1, NAB_PROFILES['reward-low-fn']),
    },
    aucPr: averagePrecision(scored),
    vusPr: vusPr(scored, VUS_BUFFER.max, VUS_BUFFER.step),
  };
}

/** Rows from when a fault can be told from health until it is repaired. */
function rowsAtFault(
  device: string,
  times: Float64Array,
  { truth, to }: Judged,
): (readonly [number, number])[] {
  const own = faultsOf(truth).filter((event) => event.device === device);
  const intervals = own.map((event) => {
    return { from: detectionWindow(event).from, to: faultInterval(event, to).to };
  });
  return mergeIntervals(intervals, 0).flatMap(({ from, to: end }) => {
    const first = times.findIndex((ts) => ts >= from);
    const last = times.findLastIndex((ts) => ts <= end);
    return first < 0 || last < first ? [] : [[first, last] as const];
  });
}
