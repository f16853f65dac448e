import type { Severity } from '../telemetry/alert.ts';
import type { Mark, Style } from './style.ts';

/** `14,400`: grouped by thousands, the same in every locale. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `1.2k`, `34k`, `5.6M`: at most four characters up to a billion. */
export function formatShort(count: number): string {
  if (count < 1_000) return String(Math.round(count));
  for (const [size, unit] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    const scaled = count / size;
    if (scaled >= 0.9995) return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
  }
  return String(count);
}

/** `4.4 MB`: decimal units, as networks and clouds bill. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let scaled = bytes / 1_000;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1_000;
    unit += 1;
  }
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)} ${units[unit]}`;
}

/** `70.9 %`, or `–` of nothing. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** A measured value with as many digits as a reader can use. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 9_999.5) return formatCount(value);
  if (size >= 99.95) return value.toFixed(0);
  return size >= 9.995 || size === 0 ? value.toFixed(1) : value.toFixed(2);
}

/** Milliseconds as `41 ms`, or `–` when nothing was measured. */
export function formatMs(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${formatCount(ms)} ms`;
}

/** `2024-06-01 00:42:10`, UTC: simulated time has no other zone. */
export function formatInstant(ts: number): string {
  return new Date(ts).toISOString().slice(0, 19).replace('T', ' ');
}

/** `2024-06-01 00:42`, UTC. */
export function formatMinute(ts: number): string {
  return formatInstant(ts).slice(0, 16);
}

/** How loud a severity looks. */
export function severityMark(severity: Severity, style: Style): Mark {
  const marks: Readonly<Record<Severity, Mark>> = {
    critical: (text) => style.bold(style.red(text)),
    high: style.red,
    medium: style.yellow,
    low: style.cyan,
  };
  return marks[severity];
}

/** `$0.04`, `$12`: a small sum keeps its digits. */
export function dollars(usd: number): string {
  return `$${usd < 10 ? usd.toFixed(2) : formatCount(usd)}`;
}
