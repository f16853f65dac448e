import { z } from 'zod';
import { parseDuration } from '../runtime/duration.ts';
import { messageOf } from '../runtime/errors.ts';
import type { Severity } from '../telemetry/alert.ts';

/** One alarm limit; exactly one of `above`, `below`, `risesBy` and `fallsBy`. */
export interface BareLimitConfig {
  readonly metric: string;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  /** Change over the last `within`, in the metric's unit. */
  readonly risesBy?: number | undefined;
  readonly fallsBy?: number | undefined;
  /** Time over which a change counts, e.g. `10m`; with `risesBy` and `fallsBy` only. */
  readonly within?: string | undefined;
  /** How far back inside the limit the value must be before the alarm may clear, in its unit. */
  readonly hysteresis?: number | undefined;
  /** How long the value must stay beyond (to raise) or back (to clear), e.g. `30s`. */
  readonly for?: string | undefined;
}

export interface LimitConfig extends BareLimitConfig {
  readonly severity: Severity;
}

/** One side or both; a metric that is missing meets none. */
export interface ConditionConfig {
  readonly metric: string;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

interface ChannelConfig {
  readonly metric: string;
  /** Operating conditions that explain the metric; the gate judges what they leave unexplained. */
  readonly given?: readonly string[] | undefined;
}

/** What is watched with respect to what, and how strict one is; defaults are those of `monitor-voter`. */
export interface WatchConfig {
  readonly channels: readonly ChannelConfig[];
  /** Only readings that meet all of these are looked at, e.g. a machine that produces. */
  readonly when?: readonly ConditionConfig[] | undefined;
  /** Time from the first reading in which nothing is called anomalous. */
  readonly warmUp?: string | undefined;
  /** Deviations are averaged over this time. */
  readonly smoothing?: string | undefined;
  /** How many of its usual deviations a channel must be off to count. */
  readonly materialDeviation?: number | undefined;
  /** Readings that are remembered. */
  readonly sampleSize?: number | undefined;
}

export interface ForestConfig extends WatchConfig {
  readonly numberOfTrees?: number | undefined;
  readonly shingleSize?: number | undefined;
}

/** What goes out of a stream in which little is anomalous. */
export interface GateConfig {
  /** One normal reading per this time still goes out, so that the cloud keeps learning; e.g. `10s`. */
  readonly normalEvery: string;
  /** How long everything goes out after an anomalous reading, e.g. `30s`; default none. */
  readonly keepAfter?: string | undefined;
  /**
   * Readings of this time before an anomalous one go out too, as far as none was sent since: order
   * comes first. A longer `normalEvery` leaves more room for it.
   */
  readonly keepBefore?: string | undefined;
}

export const metric = z.string().min(1, 'expected the name of a metric');
export const severity = z.enum(['low', 'medium', 'high', 'critical']);

export const duration = z.string().superRefine((text, context) => {
  try {
    parseDuration(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `${messageOf(error)} Write e.g. 10s, 5m, 1h30m.` });
  }
});

export const positiveDuration = duration.refine((text) => !isZero(text), 'expected more than 0');

function isZero(text: string): boolean {
  return /^[0.]*(ms|s|m|h|d)$/.test(text.trim());
}

const LIMIT_KINDS = ['above', 'below', 'risesBy', 'fallsBy'] as const;

const LIMIT_SHAPE = {
  metric,
  above: z.number().optional(),
  below: z.number().optional(),
  risesBy: z.number().positive().optional(),
  fallsBy: z.number().positive().optional(),
  within: positiveDuration.optional(),
  hysteresis: z.number().nonnegative().optional(),
  for: duration.optional(),
};

function checkLimit(limit: BareLimitConfig, context: z.RefinementCtx): void {
  if (LIMIT_KINDS.filter((kind) => limit[kind] !== undefined).length !== 1) {
    const kinds = LIMIT_KINDS.map((kind) => `"${kind}"`).join(', ');
    context.addIssue({ code: 'custom', message: `expected exactly one of ${kinds}` });
  }
  const { risesBy, fallsBy, within } = limit;
  if ((risesBy === undefined && fallsBy === undefined) !== (within === undefined)) {
    const message = '"within" belongs to "risesBy" and "fallsBy", which need it';
    context.addIssue({ code: 'custom', message });
  }
}

/** A limit that only says whether it is exceeded. */
export const bareLimit = z.strictObject(LIMIT_SHAPE).superRefine(checkLimit);
export const limit = z.strictObject({ ...LIMIT_SHAPE, severity }).superRefine(checkLimit);

const condition = z
  .strictObject({ metric, above: z.number().optional(), below: z.number().optional() })
  .refine(({ above, below }) => above !== undefined || below !== undefined, {
    message: 'expected "above", "below" or both',
  });

const WATCH_SHAPE = {
  channels: z
    .array(z.strictObject({ metric, given: z.array(metric).min(1).optional() }))
    .min(1)
    .refine(isUnique, 'expected each metric once'),
  when: z.array(condition).min(1).optional(),
  warmUp: positiveDuration.optional(),
  smoothing: duration.optional(),
  materialDeviation: z.number().positive().optional(),
  sampleSize: z.int().min(8).max(4_096).optional(),
};

export const watch = z.strictObject(WATCH_SHAPE);

function isUnique(channels: readonly ChannelConfig[]): boolean {
  return new Set(channels.map((channel) => channel.metric)).size === channels.length;
}

export const FOREST_SHAPE = {
  ...WATCH_SHAPE,
  numberOfTrees: z.int().min(1).max(1_000).optional(),
  shingleSize: z.int().min(1).max(64).optional(),
};

export const GATE_SHAPE = {
  normalEvery: positiveDuration,
  keepAfter: duration.optional(),
  keepBefore: duration.optional(),
};
