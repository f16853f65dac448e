import { alarmLoad, type AlarmLoad } from './alarm-load.ts';
import { detectionMetrics, type DetectionMetrics } from './detections.ts';
import { falseAlarmMetrics, type FalseAlarmMetrics } from './false-alarms.ts';
import { detectableFaults, type Judged } from './judged.ts';
import { rangeMetrics, type RangeMetrics } from './range-based.ts';

/** Whose alerts are judged; `either` takes them together. */
export const SOURCES = ['edge', 'cloud', 'either'] as const;
type Source = (typeof SOURCES)[number];

export interface SourceMetrics {
  readonly detection: DetectionMetrics;
  readonly falseAlarms: FalseAlarmMetrics;
  readonly load: AlarmLoad;
  /** Secondary: for comparison with published figures. */
  readonly range: RangeMetrics;
}

export type Evaluation = Readonly<Record<Source, SourceMetrics>>;

/**
 * Judges alerts against the truth, by source. There is no point-adjusted F1: random scores win it
 * (Kim et al., AAAI 2022).
 * @param leadMs least time before functional failure at which an alarm is actionable, ms; null when unknown
 */
export function evaluate(judged: Judged, leadMs: number | null): Evaluation {
  const of = (source: Source): SourceMetrics => {
    const alerts = judged.alerts.filter((alert) => source === 'either' || alert.source === source);
    return sourceMetrics({ ...judged, alerts }, leadMs);
  };
  return { edge: of('edge'), cloud: of('cloud'), either: of('either') };
}

/** Judges all alerts as those of one source. */
export function sourceMetrics(judged: Judged, leadMs: number | null): SourceMetrics {
  const { alerts } = judged;
  return {
    detection: detectionMetrics({ truth: detectableFaults(judged), alerts }, leadMs),
    falseAlarms: falseAlarmMetrics(judged),
    load: alarmLoad(judged, alerts),
    range: rangeMetrics(judged),
  };
}
