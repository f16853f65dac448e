import type { Alert } from '../../telemetry/alert.ts';
import { SEVERITIES } from '../options/tail-options.ts';
import type { AlertLogEntry } from '../reporters/alert-log.ts';

const LOG_TYPES: readonly unknown[] = ['closed', 'acknowledged', 'settled'];

/**
 * What a line of NDJSON says of an alert: an entry of the alert log, an event of `run --json` or of
 * the `alerts.ndjson` of `--out`, or an alert by itself. Undefined for anything else, and for a line that
 * a crash cut in two.
 */
export function alertLine(line: string): AlertLogEntry | undefined {
  const given = objectOf(line);
  const { type, id } = given;
  if (type === 'opened' || type === 'alert') return opened(given['alert'], given['at']);
  if (typeof id !== 'string') return undefined;
  const ts = Number(given['ts']);
  const at = typeof given['at'] === 'number' ? given['at'] : ts;
  if (type === 'alert-closed') return { type: 'closed', at, id, ts };
  const ending = LOG_TYPES.includes(type) ? (type as 'closed') : undefined;
  return ending === undefined ? opened(given, undefined) : { type: ending, at, id, ts };
}

function objectOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** @param at when it was logged; absent: when the alert says it began */
function opened(alert: unknown, at: unknown): AlertLogEntry | undefined {
  if (!isAlert(alert)) return undefined;
  return { type: 'opened', at: typeof at === 'number' ? at : alert.openedAt, alert };
}

const TEXTS = ['id', 'device', 'metric', 'reason'] as const;
const NUMBERS = ['openedAt', 'value', 'score', 'threshold'] as const;

function isAlert(value: unknown): value is Alert {
  if (typeof value !== 'object' || value === null) return false;
  const found = value as Readonly<Record<string, unknown>>;
  return (
    TEXTS.every((key) => typeof found[key] === 'string') &&
    NUMBERS.every((key) => typeof found[key] === 'number') &&
    SEVERITIES.some((severity) => severity === found['severity'])
  );
}
