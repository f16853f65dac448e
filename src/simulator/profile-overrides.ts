import { parse } from 'yaml';
import { PmSimError } from '../runtime/errors.ts';
import type { Path } from './yaml-document.ts';

/** One `--set path=value`. */
export interface Override {
  readonly path: Path;
  /** The value as YAML reads it, and as it was typed. */
  readonly value: unknown;
  readonly text: string;
  /** The whole argument, for messages. */
  readonly argument: string;
}

const STEP = /^(?:[A-Za-z_][\w-]*|\d+)$/u;

/**
 * Reads `site.wind.weibullK=2.1`, `count=3`, `edge.filters.0.deadband.heartbeat=1m`.
 * @throws PmSimError `profile/override`
 */
export function parseOverride(argument: string): Override {
  const equals = argument.indexOf('=');
  const path = argument.slice(0, Math.max(0, equals)).trim().split('.');
  if (equals < 1 || !path.every((step) => STEP.test(step))) {
    throw new PmSimError('profile/override', `--set ${argument}: expected PATH=VALUE.`, {
      hint: 'For example --set site.wind.weibullK=2.1 or --set count=3.',
    });
  }
  const text = argument.slice(equals + 1).trim();
  return {
    path: path.map((step) => (/^\d+$/u.test(step) ? Number(step) : step)),
    value: valueOf(text, argument),
    text,
    argument,
  };
}

function valueOf(text: string, argument: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (cause) {
    throw new PmSimError('profile/override', `--set ${argument}: the value is not valid YAML.`, {
      cause,
    });
  }
}

/** The data with one value put in its place; parents that are missing are made. */
export function withValue(data: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(data) && typeof step === 'number') {
    const list = [...(data as unknown[])];
    list[step] = withValue(list[step], rest, value);
    return list;
  }
  const record = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  return { ...record, [step]: withValue((record as Record<string, unknown>)[step], rest, value) };
}
