import { formatDuration } from '../../runtime/duration.ts';
import type { ReplayReport } from '../../telemetry/replay-report.ts';

const ROW_WORDS: Readonly<Record<keyof ReplayReport['skippedRows'], string>> = {
  malformed: 'malformed',
  badTimestamp: 'without a readable time',
  duplicate: 'with a time that was there already',
  backward: 'with a time before the last',
  empty: 'without a value',
};

const VALUE_WORDS: Readonly<Record<keyof ReplayReport['skippedValues'], string>> = {
  empty: 'empty cells',
  notNumeric: 'cells that are no number',
  nonFinite: 'values that are not finite',
  outOfRange: 'impossible values',
};

/** What a replay found in its file, for people: one line a finding, nothing where nothing was found. */
export function replayReportText(report: ReplayReport): string {
  const lines = [
    `${report.file} (${report.format}): ${report.rows} rows, ${report.readings} readings of ${report.devices.length} devices`,
    ...(report.encoding === 'utf-8' ? [] : [`read as ${report.encoding}`]),
    ...rowLines(report),
    ...valueLines(report),
    ...firstLines(report),
    ...gapLines(report),
    ...(report.truncated ? ['the file ends in the middle of its compressed data'] : []),
  ];
  return `${lines.map((line, i) => (i === 0 ? line : `  ${line}`)).join('\n')}\n`;
}

function rowLines({ skippedRows }: ReplayReport): string[] {
  return Object.entries(skippedRows)
    .filter(([, count]) => count > 0)
    .map(
      ([reason, count]) => `skipped ${count} rows ${ROW_WORDS[reason as keyof typeof ROW_WORDS]}`,
    );
}

function valueLines({ skippedValues }: ReplayReport): string[] {
  return Object.entries(skippedValues).flatMap(([reason, byMetric]) => {
    const counts = Object.entries(byMetric);
    if (counts.length === 0) return [];
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    const worst = counts.toSorted(([, a], [, b]) => b - a).slice(0, 3);
    const where = worst.map(([metric, count]) => `${metric} ${count}`).join(', ');
    return [`left out ${total} ${VALUE_WORDS[reason as keyof typeof VALUE_WORDS]} (${where})`];
  });
}

function firstLines({ firstNotNumeric: first }: ReplayReport): string[] {
  if (first === null) return [];
  const { file, line, column, text } = first;
  return [`the first that is no number: ${file}:${line}: ${column}: "${text}"`];
}

function gapLines({ gaps }: ReplayReport): string[] {
  if (gaps.count === 0) return [];
  const total = formatDuration(gaps.totalMs);
  return [
    `kept ${gaps.count} gaps of ${total} in all, the longest ${formatDuration(gaps.longestMs)}`,
  ];
}
