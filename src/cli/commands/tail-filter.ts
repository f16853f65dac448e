import type { Alert } from '../../telemetry/alert.ts';
import { SEVERITIES, type TailOptions } from '../options/tail-options.ts';
import type { AlertLogEntry } from '../reporters/alert-log.ts';

/** Alerts remembered so that their end can be told. */
const REMEMBERED_MAX = 10_000;

/** The alert that an entry is about, if that alert and that time are wanted. */
export function createTailFilter(
  options: TailOptions,
  now: number,
): (entry: AlertLogEntry) => Alert | undefined {
  const since = sinceOf(options, now);
  const opened = new Map<string, Alert>();
  return (entry) => {
    const alert = entry.type === 'opened' ? entry.alert : opened.get(entry.id);
    if (alert === undefined || entry.at < since || !isWanted(alert, options)) return undefined;
    if (entry.type === 'opened') remember(opened, alert);
    else if (entry.type === 'settled') opened.delete(entry.id);
    return alert;
  };
}

function remember(opened: Map<string, Alert>, alert: Alert): void {
  opened.set(alert.id, alert);
  const [oldest] = opened.keys();
  if (opened.size > REMEMBERED_MAX && oldest !== undefined) opened.delete(oldest);
}

function isWanted(alert: Alert, { devices, severity }: TailOptions): boolean {
  if (devices.length > 0 && !devices.includes(alert.device)) return false;
  return SEVERITIES.indexOf(alert.severity) >= SEVERITIES.indexOf(severity);
}

function sinceOf({ since }: TailOptions, now: number): number {
  if (since === undefined) return Number.NEGATIVE_INFINITY;
  return 'at' in since ? since.at : now - since.agoMs;
}
