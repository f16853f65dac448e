import { z } from 'zod';
import { messageOf } from '../runtime/errors.ts';
import { formatDuration, parseDuration } from '../runtime/duration.ts';

/**
 * A number with a default and the range that physics or sense allows, both ends included. Put together
 * at once: each step of `z.number().min().max()` makes a schema of its own, and a start makes hundreds.
 */
export function quantity(value: number, low: number, high: number): z.ZodDefault<z.ZodNumber> {
  const checks = [z.gte(low), z.lte(high)];
  return new z.ZodNumber({ type: 'number', checks }).default(value);
}

/** A duration such as `10s` or `1h30m`, read into milliseconds. */
export function duration(minMs: number, maxMs: number): z.ZodType<number> {
  return z.string().transform((text, context) => {
    const ms = readDuration(text);
    if (typeof ms === 'number' && ms >= minMs && ms <= maxMs) return ms;
    const problem = typeof ms === 'string' ? ms : `"${text}" is outside what is allowed`;
    context.addIssue({
      code: 'custom',
      message: `expected a duration from ${minMs}ms to ${maxMs / 1000}s, ${problem}`,
    });
    return z.NEVER;
  });
}

function readDuration(text: string): number | string {
  try {
    return parseDuration(text);
  } catch (error) {
    return messageOf(error);
  }
}

/** A duration such as `10s` within bounds, kept as it was written so that a profile can be shown again. */
export function durationText(minMs: number, maxMs: number): z.ZodType<string> {
  return z.string().superRefine((text, context) => {
    const ms = readDuration(text);
    if (typeof ms === 'number' && ms >= minMs && ms <= maxMs) return;
    const problem = typeof ms === 'string' ? ms : `"${text}" is outside what is allowed`;
    const [least, most] = [formatDuration(minMs), formatDuration(maxMs)];
    context.addIssue({
      code: 'custom',
      // What compares it with another must not meet a text that is no duration.
      continue: false,
      message: `expected a duration from ${least} to ${most}, ${problem}`,
    });
  });
}
