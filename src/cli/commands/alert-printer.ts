import { formatDuration } from '../../runtime/duration.ts';
import type { Alert } from '../../telemetry/alert.ts';
import { wantsColour, type CliIo } from '../io.ts';
import { SEVERITIES, type TailOptions } from '../options/tail-options.ts';
import type { AlertLogEntry } from '../reporters/alert-log.ts';
import { alertText } from '../reporters/alert-text.ts';
import { createStyle, type Style } from '../style.ts';

/** Alerts remembered so that their end can be told. */
const REMEMBERED_MAX = 10_000;

/** Prints an entry if it is wanted; true when it was the opening of an alert. */
export function createPrinter(options: TailOptions, io: CliIo): (entry: AlertLogEntry) => boolean {
  const style = createStyle(wantsColour(io.stdout, io.env));
  const since = sinceOf(options, io.now());
  const opened = new Map<string, Alert>();
  return (entry) => {
    const alert = entry.type === 'opened' ? entry.alert : opened.get(entry.id);
    if (alert === undefined || entry.at < since || !isWanted(alert, options)) return false;
    if (entry.type === 'opened') remember(opened, alert);
    else if (entry.type === 'settled') opened.delete(entry.id);
    const text = options.json
      ? JSON.stringify(entry)
      : entryText(entry, alert, { style, now: io.now() });
    io.stdout.write(`${text}\n`);
    return entry.type === 'opened';
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

/** Columns of the age in front of a line. */
const AGE_WIDTH = '59m 59s ago'.length;

const ENDINGS: Readonly<Record<'closed' | 'acknowledged' | 'settled', (style: Style) => string>> = {
  closed: ({ green }) => green('over'),
  acknowledged: ({ cyan }) => cyan('seen'),
  settled: ({ dim }) => dim('closed'),
};

function entryText(
  entry: AlertLogEntry,
  alert: Alert,
  { style, now }: { readonly style: Style; readonly now: number },
): string {
  const age = style.dim(`${formatDuration(Math.max(0, now - entry.at))} ago`.padStart(AGE_WIDTH));
  if (entry.type === 'opened') return `${age}  ${alertText(alert, style)}`;
  const what = ENDINGS[entry.type](style);
  return `${age}  ${what}  ${style.bold(alert.device)}  ${style.dim(`${alert.metric}, ${alert.id}`)}`;
}
