export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** Alarm life cycle after ISA-18.2 / IEC 62682: unacknowledged, acknowledged, returned to normal, closed. */
type AlertState = 'open' | 'acknowledged' | 'returned' | 'closed';

/** One alert episode: opened once, closed once, however many readings in between were anomalous. */
export interface Alert {
  /** `{device}#{boot}#{seq of the reading that opened it}`: the same for every replay of the same records. */
  readonly id: string;
  readonly device: string;
  readonly site: string;
  readonly severity: Severity;
  readonly state: AlertState;
  /** Event times, ms since the epoch on the source's clock. */
  readonly openedAt: number;
  readonly closedAt?: number;
  /** Anomaly score at opening and the threshold it crossed. */
  readonly score: number;
  readonly threshold: number;
  /** The metric that contributes most, its value and what was expected of it. */
  readonly metric: string;
  readonly value: number;
  readonly expected?: number;
  /** Share of the score per metric, highest first, sums to 1. */
  readonly attribution: ReadonlyArray<{ readonly metric: string; readonly share: number }>;
  /** One sentence that a crew can act on. */
  readonly reason: string;
  readonly source: 'edge' | 'cloud';
}
