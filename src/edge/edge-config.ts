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
  /** Names of filters that readings pass by for now; what they know stays. Not of the file: from afar. */
  readonly disabled?: readonly string[] | undefined;
}

/** Exactly one of the kinds is present. */
export interface FilterConfig {
  readonly dedup?: DedupConfig | undefined;
  readonly threshold?: ThresholdConfig | undefined;
  readonly rcf?: RcfGateConfig | undefined;
  readonly deadband?: DeadbandConfig | undefined;
  readonly swingingDoor?: SwingingDoorConfig | undefined;
  readonly downsample?: DownsampleConfig | undefined;
  readonly aggregate?: AggregateConfig | undefined;
}

export interface DedupConfig {
  /** Readings that are remembered. */
  readonly remember?: number | undefined;
}

export interface SwingingDoorConfig {
  /** Longest time between two readings that go out, e.g. `5m`. */
  readonly heartbeat: string;
  /** Metric to the error that is allowed, in its unit. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface DownsampleConfig {
  /** Length of the windows, e.g. `10s`. */
  readonly every: string;
}

const AGGREGATE_FUNCTIONS = ['avg', 'min', 'max', 'std', 'last', 'count'] as const;
export type AggregateFunction = (typeof AGGREGATE_FUNCTIONS)[number];

export interface AggregateConfig {
  /** Length of the windows, e.g. `10m`. */
  readonly every: string;
  readonly functions: readonly AggregateFunction[];
  /** All when absent. */
  readonly metrics?: readonly string[] | undefined;
}

export interface ThresholdConfig {
  readonly limits: readonly LimitConfig[];
}

/** One alarm limit; exactly one of `above`, `below`, `risesBy` and `fallsBy`. */
export interface LimitConfig {
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
  /**
   * Readings of this time before an anomalous one go out too, as far as none was sent since: order
   * comes first. A longer `normalEvery` leaves more room for it.
   */
  readonly keepBefore?: string | undefined;
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

const limit = z
  .strictObject({
    metric,
    above: z.number().optional(),
    below: z.number().optional(),
    risesBy: z.number().positive().optional(),
    fallsBy: z.number().positive().optional(),
    within: positiveDuration.optional(),
    hysteresis: z.number().nonnegative().optional(),
    for: duration.optional(),
    severity,
  })
  .refine((one) => LIMIT_KINDS.filter((kind) => one[kind] !== undefined).length === 1, {
    message: `expected exactly one of ${LIMIT_KINDS.map((kind) => `"${kind}"`).join(', ')}`,
  })
  .refine(
    ({ risesBy, fallsBy, within }) =>
      (risesBy === undefined && fallsBy === undefined) === (within === undefined),
    { message: '"within" belongs to "risesBy" and "fallsBy", which need it' },
  );

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

function isUnique(channels: readonly ChannelConfig[]): boolean {
  return new Set(channels.map((channel) => channel.metric)).size === channels.length;
}

const rcf = z.strictObject({
  channels: z
    .array(z.strictObject({ metric, given: z.array(metric).min(1).optional() }))
    .min(1)
    .refine(isUnique, 'expected each metric once'),
  when: z.array(condition).min(1).optional(),
  normalEvery: positiveDuration,
  keepAfter: duration.optional(),
  keepBefore: duration.optional(),
  numberOfTrees: z.int().min(1).max(1_000).optional(),
  sampleSize: z.int().min(8).max(4_096).optional(),
  shingleSize: z.int().min(1).max(64).optional(),
  warmUp: positiveDuration.optional(),
  smoothing: duration.optional(),
  materialDeviation: z.number().positive().optional(),
});

const swingingDoor = z.strictObject({
  heartbeat: positiveDuration,
  metrics: z.record(metric, z.number().positive()),
});

const aggregate = z.strictObject({
  every: positiveDuration,
  functions: z.array(z.enum(AGGREGATE_FUNCTIONS)).min(1),
  metrics: z.array(metric).min(1).optional(),
});

const FILTERS = {
  dedup: z.strictObject({ remember: z.int().min(1).max(10_000).optional() }).optional(),
  threshold: threshold.optional(),
  rcf: rcf.optional(),
  deadband: deadband.optional(),
  swingingDoor: swingingDoor.optional(),
  downsample: z.strictObject({ every: positiveDuration }).optional(),
  aggregate: aggregate.optional(),
};

const filter = z
  .strictObject(FILTERS)
  .refine((entry) => Object.values(entry).filter((kind) => kind !== undefined).length === 1, {
    message: `expected exactly one filter per entry: ${Object.keys(FILTERS).join(', ')}`,
  });

/** Checks the `edge` section of a profile; unknown keys are errors, each issue carries its path. None = send all. */
export const edgeSchema: z.ZodType<EdgeConfig> = z.strictObject({
  filters: z.array(filter).default([]),
});
