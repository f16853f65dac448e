import { SOURCES, type Evaluation, type SourceMetrics } from '../../detection/metrics/evaluate.ts';
import type { FalseAlarmRate } from '../../detection/metrics/false-alarms.ts';
import { formatDuration } from '../../runtime/duration.ts';
import { formatShare } from '../format.ts';
import { alignColumns } from '../table.ts';

type Row = readonly [label: string, cell: (metrics: SourceMetrics) => string];

const ROWS: readonly Row[] = [
  ['faults detected', ({ detection: d }) => `${d.detected} of ${d.events}`],
  ['recall', ({ detection }) => share(detection.recall)],
  ['actionable recall', ({ detection }) => share(detection.actionableRecall)],
  ['delay, median', ({ detection }) => duration(detection.delayMs.median)],
  ['delay, p90', ({ detection }) => duration(detection.delayMs.p90)],
  ['before the alarm limit', ({ detection }) => share(detection.beforeLimit)],
  ['blames the right channel', ({ detection }) => share(detection.attributionTop1)],
  ['  among the first three', ({ detection }) => share(detection.attributionTop3)],
  ['false alarm episodes', ({ falseAlarms }) => String(falseAlarms.all.episodes)],
  ['  per device-day, 95 %', ({ falseAlarms }) => rate(falseAlarms.all)],
  ['  healthy devices', ({ falseAlarms }) => rate(falseAlarms.healthy)],
  ['  confounders only', ({ falseAlarms }) => rate(falseAlarms.confounderOnly)],
  ['alarms', ({ load }) => String(load.alarms)],
  ['  in 10 min, most', ({ load }) => String(load.per10MinMax)],
  ['  in 10 min, mean', ({ load }) => load.per10MinMean?.toFixed(3) ?? '–'],
  ['  chattering channels', ({ load }) => String(load.chattering)],
  ['range precision', ({ range }) => share(range.precision)],
  ['range recall', ({ range }) => share(range.recall)],
];

/** The figures as rows of cells, the first row naming the sources. */
export function evaluationRows(evaluation: Evaluation): string[][] {
  const rows = metricRows(SOURCES.map((source) => evaluation[source]));
  return [['', ...SOURCES.map((source) => source.toUpperCase())], ...rows];
}

/** One row a figure, one cell each of those judged after the row's label. */
export function metricRows(judged: readonly SourceMetrics[]): string[][] {
  return ROWS.map(([label, cell]) => [label, ...judged.map((metrics) => cell(metrics))]);
}

/** The figures for a terminal. */
export function evaluationText(evaluation: Evaluation): string {
  return alignColumns(evaluationRows(evaluation))
    .map((line) => `${line}\n`)
    .join('');
}

export function share(value: number | null): string {
  return value === null ? '–' : formatShare(value, 1);
}

export function duration(ms: number | null): string {
  return ms === null ? '–' : formatDuration(ms);
}

function rate({ perDeviceDay, low, high }: FalseAlarmRate): string {
  if (perDeviceDay === null || low === null || high === null) return '–';
  return `${perDeviceDay.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}
