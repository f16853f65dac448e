import type { Severity } from './alert.ts';

/** What the score handler writes to the scored stream for every telemetry record it judged. */
export interface ScoredRecord {
  readonly device: string;
  readonly site: string;
  readonly serial: string;
  readonly boot: string;
  readonly seq: number;
  /** Source time of the reading, ms since the epoch. */
  readonly ts: number;
  /** False while the detector is still learning; score is 0 then. */
  readonly ready: boolean;
  readonly score: number;
  readonly threshold: number;
  readonly anomalous: boolean;
  /** Why a score above the threshold was not taken for an anomaly. */
  readonly suppressed?: string;
  /** Values of the metrics that the detector looked at, as measured. */
  readonly values: Readonly<Record<string, number>>;
  readonly attribution: ReadonlyArray<{ readonly metric: string; readonly share: number }>;
  readonly episode?: Episode;
}

export interface Episode {
  readonly id: string;
  readonly transition: 'opened' | 'ongoing' | 'closed';
  readonly openedAt: number;
  readonly severity: Severity;
  /** Metric that contributed most when the episode opened, and what was expected of it then. */
  readonly metric: string;
  readonly value: number;
  readonly expected?: number;
  readonly reason: string;
}
