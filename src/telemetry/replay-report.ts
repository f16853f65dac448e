/** What a replay delivered, and everything in the file that it tolerated or left out. */
export interface ReplayReport {
  readonly file: string;
  readonly format: string;
  /** Encoding of the text, e.g. `utf-8`. */
  readonly encoding: string;
  /** Data rows in the file so far. */
  readonly rows: number;
  readonly readings: number;
  readonly devices: readonly string[];
  /** First and last time delivered, ms since the epoch; null before the first. */
  readonly from: number | null;
  readonly to: number | null;
  /** Rows that became no reading, by reason. */
  readonly skippedRows: Readonly<Record<SkippedRow, number>>;
  /** Values left out of readings, by reason and metric. */
  readonly skippedValues: Readonly<Record<SkippedValue, Readonly<Record<string, number>>>>;
  /** Pauses longer than one and a half times the usual step, kept as they are. */
  readonly gaps: { readonly count: number; readonly totalMs: number; readonly longestMs: number };
  /** Usual step between two readings of a device, ms; null before it is known. */
  readonly stepMs: number | null;
  /** Columns that hold no numbers, or labels, and were not sent. */
  readonly ignoredColumns: readonly string[];
  /** The first cell that should have been a number and was none, so that it can be looked at. */
  readonly firstNotNumeric: UnreadableCell | null;
  /** The gzip data end in the middle. */
  readonly truncated: boolean;
}

export type SkippedRow = 'malformed' | 'badTimestamp' | 'duplicate' | 'backward' | 'empty';
export type SkippedValue = 'empty' | 'notNumeric' | 'nonFinite' | 'outOfRange';

export interface UnreadableCell {
  readonly file: string;
  /** Counted from 1; a quoted line break counts for nothing. */
  readonly line: number;
  readonly column: string;
  readonly text: string;
}
