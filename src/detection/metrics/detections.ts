import type { TruthEvent } from '../../telemetry/truth.ts';
import { contains } from './intervals.ts';
import { detectionWindow, faultsOf, type AlertMark, type Interval, type Judged } from './judged.ts';
import { quantile } from './quantile.ts';

/** How well the faults were found; a rate without a denominator is null. */
export interface DetectionMetrics {
  readonly events: number;
  readonly detected: number;
  readonly recall: number | null;
  /** Share of the faults that were alarmed early enough to act. */
  readonly actionableRecall: number | null;
  /** From when the fault could be told from health to the first alarm, ms. */
  readonly delayMs: { readonly median: number | null; readonly p90: number | null };
  /** Share of first alarms that blame a channel which the fault moves; of those that blame one. */
  readonly attributionTop1: number | null;
  /** Share of those that name such a channel among their first three. */
  readonly attributionTop3: number | null;
  /** Share of detections before a limit of the profile would have alarmed; of faults that reach one. */
  readonly beforeLimit: number | null;
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
  const delays = found.map(({ event, alert }) =>
    Math.max(0, alert.from - detectionWindow(event).from),
  );
  const blaming = found.filter(({ alert }) => alert.channel !== undefined);
  const limited = found.filter(({ event }) => event.alarmLimit !== undefined);
  const early = found.filter(
    ({ event, alert }) => event.functionalFailure - alert.from >= (leadMs ?? 0),
  );
  return {
    events: events.length,
    detected: found.length,
    recall: ratio(found.length, events.length),
    actionableRecall: leadMs === null ? null : ratio(early.length, events.length),
    delayMs: { median: quantile(delays, 0.5), p90: quantile(delays, 0.9) },
    attributionTop1: ratio(blaming.filter((one) => blames(one, 1)).length, blaming.length),
    attributionTop3: ratio(blaming.filter((one) => blames(one, 3)).length, blaming.length),
    beforeLimit: ratio(
      limited.filter(({ event, alert }) => alert.from < (event.alarmLimit ?? 0)).length,
      limited.length,
    ),
  };
}

function blames(
  { event, alert }: { readonly event: TruthEvent; readonly alert: AlertMark },
  first: number,
): boolean {
  const { channel = '', channels = [channel] } = alert;
  return channels.slice(0, first).some((name) => event.channels.includes(name));
}

/**
 * The alarm that detects a fault: the first in its window, or one that was raised since the onset,
 * before anybody could ask for it, and still stands when the window begins.
 */

function firstAlert(event: TruthEvent, alerts: readonly AlertMark[]): AlertMark | undefined {
  const window = detectionWindow(event);
  let first: AlertMark | undefined;
  for (const alert of alerts) {
    if (alert.device !== event.device || !detects(event, window, alert)) continue;
    if (first === undefined || alert.from < first.from) first = alert;
  }
  return first;
}

function detects(event: TruthEvent, window: Interval, alert: AlertMark): boolean {
  if (contains(window, alert.from)) return true;
  return alert.from >= event.onset && alert.from < window.from && alert.to >= window.from;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
