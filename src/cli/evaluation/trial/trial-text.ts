import type { TrialMetrics } from '../../../detection/trial/trial-metrics.ts';
import type { TrivialMode } from '../../../detection/trial/triviality.ts';
import { duration, metricRows, share } from '../evaluation-text.ts';
import { alignColumns } from '../../table.ts';
import type { TrialReport } from './run-trial.ts';

type Row = readonly [label: string, cell: (metrics: TrialMetrics) => string];

const HEADLINE: readonly Row[] = [
  ['faults found', ({ headline: h }) => `${h.detected} of ${h.events}`],
  ['recall', ({ headline }) => share(headline.recall)],
  ['actionable recall', ({ headline }) => share(headline.actionableRecall)],
  ['delay, median', ({ headline }) => duration(headline.delayMs.median)],
];

const SECONDARY: readonly Row[] = [
  ['NAB, standard', ({ secondary }) => number(secondary.nab.standard, 1)],
  ['  reward low FP', ({ secondary }) => number(secondary.nab['reward-low-fp'], 1)],
  ['  reward low FN', ({ secondary }) => number(secondary.nab['reward-low-fn'], 1)],
  ['AUC-PR', ({ secondary }) => number(secondary.aucPr, 3)],
  ['VUS-PR', ({ secondary }) => number(secondary.vusPr, 3)],
];

/** The comparison as rows of cells, the first row naming the detectors; one cell is a heading. */
export function trialRows({ detectors, trivial }: TrialReport): string[][] {
  const names = Object.keys(detectors);
  const judged = Object.values(detectors);
  const rowsOf = (rows: readonly Row[]) =>
    rows.map(([label, cell]) => [label, ...judged.map((metrics) => cell(metrics))]);
  const without = trivial.length === 0 ? '' : ', without the trivial modes';
  return [
    ['', ...names],
    [`headline${without}`],
    ...rowsOf(HEADLINE),
    ['all faults'],
    ...metricRows(judged),
    ['secondary'],
    ...rowsOf(SECONDARY),
    ['faults found by mode'],
    ...modeRows(judged, trivial),
  ];
}

function modeRows(judged: readonly TrialMetrics[], trivial: readonly TrivialMode[]): string[][] {
  const modes = Object.keys(judged[0]?.modes ?? {});
  return modes.map((mode) => {
    const mark = trivial.some((one) => one.mode === mode) ? ' (trivial)' : '';
    const cells = judged.map(({ modes: own }) => {
      const { detected = 0, events = 0 } = own[mode] ?? {};
      return `${detected} of ${events}`;
    });
    return [`${mode}${mark}`, ...cells];
  });
}

/** Why a mode is called trivial, a sentence each. */
export function trivialLines(trivial: readonly TrivialMode[]): string[] {
  return trivial.map(({ mode, rule, metric, limit, recall, falseAlarmsPerDeviceDay }) => {
    const found = `finds ${share(recall)} of it at ${number(falseAlarmsPerDeviceDay, 3)} false alarms per device-day`;
    return `${mode} is trivial: ${rule} of ${metric} beyond ${limit} ${found}.`;
  });
}

/** The comparison for a terminal. */
export function trialText(report: TrialReport): string {
  const rows = trialRows(report);
  const table = alignColumns(rows.filter((cells) => cells.length > 1));
  let next = 0;
  const lines = rows.map((cells) => {
    if (cells.length === 1) return `\n${cells[0]}`;
    next += 1;
    return table[next - 1] ?? '';
  });
  const reasons = trivialLines(report.trivial);
  return [...lines, ...(reasons.length === 0 ? [] : ['', ...reasons]), ''].join('\n');
}

function number(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}
