import type { TruthEvent } from '../../telemetry/truth.ts';

/** One alert as it is judged, whoever raised it. */
export interface AlertMark {
  readonly device: string;
  /** Opening and end, ms since the epoch, simulated clock; equal when the alert is a point. */
  readonly from: number;
  readonly to: number;
  /** The channel that it blames, if it says. */
  readonly channel?: string;
  /** All that it blames, the first of them first, if it ranks them. */
  readonly channels?: readonly string[];
  readonly source: 'edge' | 'cloud';
}

/** What is judged against what: all of one fleet over one span of time. */
export interface Judged {
  readonly devices: readonly string[];
  /** Span under observation, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly truth: readonly TruthEvent[];
  readonly alerts: readonly AlertMark[];
}

/** Half-open stretch of time, ms since the epoch. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * When an alarm detects a fault in time: from when the fault can be told from health, as far as that is
 * known, to the functional failure, or to the repair if that comes first.
 */
export function detectionWindow(event: TruthEvent): Interval {
  const { functionalFailure, repaired = Number.POSITIVE_INFINITY } = event;
  const to = Math.min(functionalFailure, repaired);
  return { from: Math.min(event.detectable ?? event.onset, to), to };
}

/** How long a device is at fault: to the repair, or to the end of the span when there is none. */
export function faultInterval(event: TruthEvent, spanEnd: number): Interval {
  const end = event.repaired ?? Math.max(spanEnd, event.functionalFailure);
  return { from: event.onset, to: end };
}

/** The events that a detector is asked to find; operational ones are there to be ignored. */
export function faultsOf(truth: readonly TruthEvent[]): readonly TruthEvent[] {
  return truth.filter(({ kind }) => kind === 'fault');
}

/** The faults that could have been detected within the span: not those that had failed before it. */
export function detectableFaults({ truth, from }: Judged): readonly TruthEvent[] {
  return faultsOf(truth).filter((event) => detectionWindow(event).to >= from);
}
