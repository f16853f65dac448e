import type { Alert } from '../../telemetry/alert.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import type { LatencyMeter } from './latency.ts';

/** What came out at the far end of the path, counted. */
export interface FarEnd {
  onScored(record: ScoredRecord): void;
  onAlert(alert: Alert): void;
  scored(): number;
  alerts(): number;
  alertsByDevice(): ReadonlyMap<string, number>;
}

export interface FarEndOptions {
  readonly boot: string;
  readonly latency: LatencyMeter;
  readonly wallNow: () => number;
  readonly onEvent: (event: RunEvent) => void;
}

/** Counts scored records and alerts; an alert of an older backlog counts too, without a latency. */
export function createFarEnd(options: FarEndOptions): FarEnd {
  const { boot, latency, onEvent } = options;
  const byDevice = new Map<string, number>();
  let scored = 0;
  let alerts = 0;
  return {
    onScored(record) {
      if (record.boot === boot) scored += 1;
    },
    onAlert(alert) {
      alerts += 1;
      byDevice.set(alert.device, (byDevice.get(alert.device) ?? 0) + 1);
      const latencyMs = alertLatency(alert, options, latency);
      onEvent({ type: 'alert', alert, ...(latencyMs === undefined ? {} : { latencyMs }) });
    },
    scored: () => scored,
    alerts: () => alerts,
    alertsByDevice: () => byDevice,
  };
}

/** The alert's identity names the very message that opened it: `{device}#{boot}#{seq}`. */
function alertLatency(
  { id, device }: Alert,
  { boot, wallNow }: FarEndOptions,
  latency: LatencyMeter,
): number | undefined {
  const [, ofBoot, seq] = id.split('#');
  return ofBoot === boot ? latency.arrived(device, Number(seq), wallNow()) : undefined;
}
