import type { TruthEvent } from '../../telemetry/truth.ts';
import { contains } from './intervals.ts';
import { detectionWindow, faultsOf, type AlertMark, type Judged } from './judged.ts';
import { quantile } from './quantile.ts';

/** How well the faults were found; a rate without a denominator is null. */
export interface DetectionMetrics {
  readonly events: number;
  readonly detected: number;
  readonly recall: number | null;
  /** Share of the faults that were alarmed early enough to act. */
  readonly actionableRecall: number | null;
  /** From onset to the first alarm, ms. */
  readonly delayMs: { readonly median: number | null; readonly p90: number | null };
  /** Share of first alarms that blame a channel which the fault moves; of those that blame one. */
  readonly attributionTop1: number | null;
}

/**
 * Event recall, delay and attribution.
 * @param leadMs least time before functional failure at which an alarm is actionable, ms; null when unknown
 */
export function detectionMetrics(
  { truth, alerts }: Pick<Judged, 'truth' | 'alerts'>,
  leadMs: number | null,
): DetectionMetrics {
  const events = faultsOf(truth);
  const first = events.map((event) => ({ event, alert: firstAlert(event, alerts) }));
  const found = first.flatMap(({ event, alert }) =>
    alert === undefined ? [] : [{ event, alert }],
  );
  const delays = found.map(({ event, alert }) => alert.from - event.onset);
  const blaming = found.filter(({ alert }) => alert.channel !== undefined);
  const right = blaming.filter(({ event, alert }) => event.channels.includes(alert.channel ?? ''));
  const early = found.filter(
    ({ event, alert }) => event.functionalFailure - alert.from >= (leadMs ?? 0),
  );
  return {
    events: events.length,
    detected: found.length,
    recall: ratio(found.length, events.length),
    actionableRecall: leadMs === null ? null : ratio(early.length, events.length),
    delayMs: { median: quantile(delays, 0.5), p90: quantile(delays, 0.9) },
    attributionTop1: ratio(right.length, blaming.length),
  };
}

function firstAlert(event: TruthEvent, alerts: readonly AlertMark[]): AlertMark | undefined {
  const window = detectionWindow(event);
  let first: AlertMark | undefined;
  for (const alert of alerts) {
    if (alert.device !== event.device || !contains(window, alert.from)) continue;
    if (first === undefined || alert.from < first.from) first = alert;
  }
  return first;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
