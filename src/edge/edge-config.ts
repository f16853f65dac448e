import { z } from 'zod';
import { parseDuration } from '../runtime/duration.ts';
import { messageOf } from '../runtime/errors.ts';
import type { Severity } from '../telemetry/alert.ts';

/**
 * The `edge` section of a profile: filters in the order in which a reading meets them. What is parsed
 * is what was written (durations stay text), so a checked section can be shown and checked again.
 */
export interface EdgeConfig {
  readonly filters: readonly FilterConfig[];
}

/** Exactly one of the kinds is present. */
export interface FilterConfig {
  readonly threshold?: ThresholdConfig | undefined;
  readonly rcf?: RcfGateConfig | undefined;
  readonly deadband?: DeadbandConfig | undefined;
}

export interface ThresholdConfig {
  readonly limits: readonly LimitConfig[];
}

/** One alarm limit; exactly one of `above` and `below`. */
export interface LimitConfig {
  readonly metric: string;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  /** How far back inside the limit the value must be before the alarm may clear, in its unit. */
  readonly hysteresis?: number | undefined;
  /** How long the value must stay beyond (to raise) or back (to clear), e.g. `30s`. */
  readonly for?: string | undefined;
  readonly severity: Severity;
}

export interface DeadbandConfig {
  /** Longest silence, e.g. `60s`. */
  readonly heartbeat: string;
  readonly metrics: Readonly<Record<string, BandConfig>>;
}

/** Width of the band around the value last sent: in the metric's unit, or percent of that value. */
export type BandConfig = { readonly absolute: number } | { readonly percent: number };

export interface RcfGateConfig {
  readonly channels: readonly ChannelConfig[];
  /** The forest looks only at readings that meet all of these, e.g. a machine that produces. */
  readonly when?: readonly ConditionConfig[] | undefined;
  /** One normal reading per this time still goes out, so that the cloud keeps learning; e.g. `10s`. */
  readonly normalEvery: string;
  /** How long everything goes out after an anomalous reading, e.g. `30s`; default none. */
  readonly keepAfter?: string | undefined;
  /** The forest and what feeds it; defaults are the gate's, see `createRcfGate`. */
  readonly numberOfTrees?: number | undefined;
  readonly sampleSize?: number | undefined;
  readonly shingleSize?: number | undefined;
  /** Time from the first reading in which nothing is called anomalous. */
  readonly warmUp?: string | undefined;
  /** Deviations are averaged over this time. */
  readonly smoothing?: string | undefined;
  /** How many of its usual deviations a channel must be off to count. */
  readonly materialDeviation?: number | undefined;
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

const metric = z.string().min(1, 'expected the name of a metric');
const severity = z.enum(['low', 'medium', 'high', 'critical']);

const duration = z.string().superRefine((text, context) => {
  try {
    parseDuration(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `${messageOf(error)} Write e.g. 10s, 5m, 1h30m.` });
  }
});

const positiveDuration = duration.refine((text) => !isZero(text), 'expected more than 0');

function isZero(text: string): boolean {
  return /^[0.]*(ms|s|m|h|d)$/.test(text.trim());
}

const limit = z
  .strictObject({
    metric,
    above: z.number().optional(),
    below: z.number().optional(),
    hysteresis: z.number().nonnegative().optional(),
    for: duration.optional(),
    severity,
  })
  .refine(({ above, below }) => (above === undefined) !== (below === undefined), {
    message: 'expected exactly one of "above" and "below"',
  });

const threshold = z.strictObject({ limits: z.array(limit).min(1) });

const band = z
  .strictObject({
    absolute: z.number().nonnegative().optional(),
    percent: z.number().nonnegative().optional(),
  })
  .refine(({ absolute, percent }) => (absolute === undefined) !== (percent === undefined), {
    message: 'expected exactly one of "absolute" and "percent"',
  }) as z.ZodType<BandConfig>;

const deadband = z.strictObject({
  heartbeat: positiveDuration,
  metrics: z.record(metric, band),
});

const condition = z
  .strictObject({ metric, above: z.number().optional(), below: z.number().optional() })
  .refine(({ above, below }) => above !== undefined || below !== undefined, {
    message: 'expected "above", "below" or both',
  });

const rcf = z.strictObject({
  channels: z.array(z.strictObject({ metric, given: z.array(metric).min(1).optional() })).min(1),
  when: z.array(condition).min(1).optional(),
  normalEvery: positiveDuration,
  keepAfter: duration.optional(),
  numberOfTrees: z.int().min(1).max(1_000).optional(),
  sampleSize: z.int().min(8).max(4_096).optional(),
  shingleSize: z.int().min(1).max(64).optional(),
  warmUp: positiveDuration.optional(),
  smoothing: duration.optional(),
  materialDeviation: z.number().positive().optional(),
});

const FILTER_KINDS = ['threshold', 'rcf', 'deadband'] as const;

const filter = z
  .strictObject({
    threshold: threshold.optional(),
    rcf: rcf.optional(),
    deadband: deadband.optional(),
  })
  .refine((entry) => Object.values(entry).filter((kind) => kind !== undefined).length === 1, {
    message: `expected exactly one filter per entry: ${FILTER_KINDS.join(', ')}`,
  });

/** Checks the `edge` section of a profile; unknown keys are errors, each issue carries its path. None = send all. */
export const edgeSchema: z.ZodType<EdgeConfig> = z.strictObject({
  filters: z.array(filter).default([]),
});
