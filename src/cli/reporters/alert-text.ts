import type { Alert } from '../../telemetry/alert.ts';
import { formatInstant, formatValue, severityMark } from '../format.ts';
import type { Style } from '../style.ts';

/** Width of the longest severity. */
const SEVERITY_WIDTH = 'critical'.length;

/** One alert on one line: when it happened at the source, how bad, where, what, and why. */
export function alertText(alert: Alert, style: Style): string {
  const mark = severityMark(alert.severity, style);
  return [
    style.dim(formatInstant(alert.openedAt)),
    mark(alert.severity.padEnd(SEVERITY_WIDTH)),
    style.bold(alert.device),
    measured(alert),
    style.dim(`score ${formatValue(alert.score)} > ${formatValue(alert.threshold)}`),
    alert.reason,
  ].join('  ');
}

function measured({ metric, value, expected }: Alert): string {
  const wanted = expected === undefined ? '' : ` (expected ${formatValue(expected)})`;
  return `${metric} ${formatValue(value)}${wanted}`;
}
