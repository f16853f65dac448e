import { parseDuration } from '../../runtime/duration.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { FaultRequest } from './fault.ts';

const SHAPE =
  /^(?<mode>[^@+,\s]+)@(?<device>[^@+,\s]+)(?:\+(?<delay>[^,]*))?(?:,(?<options>.*))?$/u;
const FORM = 'MODE@DEVICE[+DELAY][,over=DURATION][,severity=0..1][,channel=METRIC]';
const OPTIONS = ['over', 'severity', 'channel'] as const;

/**
 * Reads `gearbox-bearing-wear@wt-001+30m,over=20m,severity=0.8`. Whether mode and device exist is
 * for the fleet to say.
 * @throws PmSimError `injection/invalid`
 */
export function parseInjection(text: string): FaultRequest {
  const groups = SHAPE.exec(text.trim())?.groups;
  const { mode, device, delay, options } = groups ?? {};
  if (mode === undefined || device === undefined) throw invalid(text, `expected ${FORM}.`);
  return {
    mode,
    device,
    delayMs: delay === undefined ? 0 : durationOf(text, 'the delay', delay),
    ...(options === undefined ? {} : optionsOf(text, options)),
  };
}

function optionsOf(text: string, options: string): Partial<FaultRequest> {
  const result: { overMs?: number; severity?: number; channel?: string } = {};
  for (const option of options.split(',')) {
    const [name = '', value = ''] = option.split('=', 2).map((part) => part.trim());
    if (name === 'over') result.overMs = lengthOf(text, value);
    else if (name === 'severity') result.severity = severityOf(text, value);
    else if (name === 'channel') result.channel = channelOf(text, value);
    else throw invalid(text, `"${name}" is not an option.${didYouMean(name, OPTIONS)} ${KNOWN}`);
  }
  return result;
}

const KNOWN = `Options are ${OPTIONS.join(', ')}.`;

function lengthOf(text: string, value: string): number {
  const overMs = durationOf(text, 'over', value);
  if (overMs <= 0) throw invalid(text, 'over must be longer than 0s.');
  return overMs;
}

function severityOf(text: string, value: string): number {
  const severity = value === '' ? Number.NaN : Number(value);
  if (severity > 0 && severity <= 1) return severity;
  throw invalid(text, `severity must be above 0 and at most 1, got "${value}".`);
}

function channelOf(text: string, value: string): string {
  if (/^\w+$/u.test(value)) return value;
  throw invalid(text, `channel must be the name of a metric, got "${value}".`);
}

function durationOf(text: string, what: string, value: string): number {
  try {
    return parseDuration(value);
  } catch (cause) {
    throw invalid(text, `${what}: ${messageOf(cause)}`, cause);
  }
}

function invalid(text: string, problem: string, cause?: unknown): PmSimError {
  return new PmSimError('injection/invalid', `Cannot inject "${text}": ${problem}`, {
    hint: 'For example: --inject gearbox-bearing-wear@wt-001+30m,over=20m,severity=0.8',
    ...(cause === undefined ? {} : { cause }),
  });
}
