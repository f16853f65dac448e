import { alertItem, alertOf } from '../../cloud/handlers/alerting/alert-item.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';

type AlertRunEvent = Extract<RunEvent, { readonly type: 'alert' | 'alert-closed' }>;

/**
 * What a scored record says of alerts, as the alert handler reads it; nothing for most records. A
 * record that comes twice says it twice.
 */
export function alertEventOf(record: ScoredRecord): AlertRunEvent | undefined {
  const { episode } = record;
  if (episode === undefined || episode.transition === 'ongoing') return undefined;
  if (episode.transition === 'opened') {
    return { type: 'alert', alert: alertOf(alertItem({ ...record, episode }, undefined)) };
  }
  const ts = Math.max(record.ts, episode.openedAt);
  return { type: 'alert-closed', id: episode.id, device: record.device, ts };
}
