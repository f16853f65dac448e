import type { Transition } from '../alert-policy.ts';

export interface MonitorSample {
  /** Source time, ms since the Unix epoch. */
  readonly ts: number;
  /** Metric to value; metrics that no channel names are ignored, missing ones are bridged. */
  readonly values: Readonly<Record<string, number>>;
}

export interface Verdict {
  /** The warm-up is over: scores mean something and alarms may be raised. */
  readonly ready: boolean;
  /** Anomaly score of the forest, about 0.7 to 1 when all is well. */
  readonly score: number;
  readonly threshold: number;
  /** 0 not anomalous; up to 1 the further above the threshold. */
  readonly grade: number;
  readonly anomalous: boolean;
  /** Why a score above the threshold was not called anomalous. */
  readonly suppressed?: SuppressionReason;
  /** Share of the deviation per channel, highest first, sums to 1. */
  readonly attribution: readonly { readonly metric: string; readonly share: number }[];
  /** What each channel should have been at this operating point. */
  readonly expected: Readonly<Record<string, number>>;
  readonly episode?: Episode;
}

export type SuppressionReason = 'warming-up' | 'not-material' | 'accepted' | 'not-operating';

export interface Episode {
  readonly transition: Transition;
  readonly openedAt: number;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  /** The channel that deviates most, its value and what was expected of it. */
  readonly metric: string;
  readonly value: number;
  readonly expected?: number;
}

/**
 * Watches the telemetry of one device: operating-point residuals, forest, adaptive threshold, and a
 * policy that makes one episode of one fault; it does not learn what it alarms about.
 */
export interface Monitor {
  observe(sample: MonitorSample): Verdict;
  /** Binary state; `restoreMonitor` continues from it bit for bit. */
  snapshot(): Uint8Array;
}
