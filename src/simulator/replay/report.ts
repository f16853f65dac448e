import type {
  ReplayReport,
  SkippedRow,
  SkippedValue,
  UnreadableCell,
} from '../../telemetry/replay-report.ts';
import type { TextEncodingName } from './text-encoding.ts';

/** The report while it grows. */
export interface ReplayTally {
  format: string;
  encoding: TextEncodingName;
  rows: number;
  readings: number;
  from: number | null;
  to: number | null;
  truncated: boolean;
  readonly devices: Set<string>;
  readonly skippedRows: Record<SkippedRow, number>;
  readonly skippedValues: Record<SkippedValue, Record<string, number>>;
  readonly gaps: { count: number; totalMs: number; longestMs: number };
  stepMs: number | null;
  readonly ignoredColumns: Set<string>;
  firstNotNumeric: UnreadableCell | null;
}

export function createTally(): ReplayTally {
  return {
    format: 'unknown',
    encoding: 'utf-8',
    rows: 0,
    readings: 0,
    from: null,
    to: null,
    truncated: false,
    devices: new Set(),
    skippedRows: { malformed: 0, badTimestamp: 0, duplicate: 0, backward: 0, empty: 0 },
    skippedValues: { empty: {}, notNumeric: {}, nonFinite: {}, outOfRange: {} },
    gaps: { count: 0, totalMs: 0, longestMs: 0 },
    stepMs: null,
    ignoredColumns: new Set(),
    firstNotNumeric: null,
  };
}

export function countValue(tally: ReplayTally, reason: SkippedValue, metric: string): void {
  const counts = tally.skippedValues[reason];
  counts[metric] = (counts[metric] ?? 0) + 1;
}

export function reportOf(tally: ReplayTally, file: string): ReplayReport {
  return structuredClone({
    ...tally,
    file,
    devices: [...tally.devices],
    ignoredColumns: [...tally.ignoredColumns],
  });
}
