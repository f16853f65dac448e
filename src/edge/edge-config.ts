import { z } from 'zod';
import { combine, type CombineConfig } from './combine-config.ts';
import {
  FOREST_SHAPE,
  GATE_SHAPE,
  limit,
  metric,
  positiveDuration,
  type ForestConfig,
  type GateConfig,
  type LimitConfig,
} from './detector-config.ts';

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
  readonly combine?: CombineConfig | undefined;
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

export interface DeadbandConfig {
  /** Longest silence, e.g. `60s`. */
  readonly heartbeat: string;
  readonly metrics: Readonly<Record<string, BandConfig>>;
}

/** Width of the band around the value last sent: in the metric's unit, or percent of that value. */
export type BandConfig = { readonly absolute: number } | { readonly percent: number };

export interface RcfGateConfig extends ForestConfig, GateConfig {}

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

const rcf = z.strictObject({ ...FOREST_SHAPE, ...GATE_SHAPE });

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
  combine: combine.optional(),
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
