import { z } from 'zod';
import { AwsFault, type JsonInput } from '../service.ts';
import type { MetricName } from './metric-store.ts';

/** An instant: seconds since the epoch in JSON, a date in CBOR. Ms since the epoch. */
const instant = z
  .union([z.number(), z.date(), z.iso.datetime({ offset: true })])
  .transform((value) => {
    if (typeof value === 'number') return value * 1_000;
    return typeof value === 'string' ? Date.parse(value) : value.getTime();
  });

const dimension = z.strictObject({ Name: z.string().min(1), Value: z.string().min(1) });
const dimensions = z.array(dimension).max(30).default([]);

/** Statistics that the twin keeps; percentiles and trimmed means it does not. */
export const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
const statistic = z.enum(STATISTICS);
/** Periods shorter than a minute need metrics of high resolution, which the twin has not. */
const period = z.int().min(60).multipleOf(60);

/** Parameters of the calls that the twin has; any other is refused by name. */
export const inputs = {
  describeAlarms: z.strictObject({
    AlarmNames: z.array(z.string()).optional(),
    AlarmNamePrefix: z.string().optional(),
    AlarmTypes: z.array(z.string()).optional(),
    StateValue: z.string().optional(),
    MaxRecords: z.int().min(1).max(100).default(100),
    NextToken: z.string().optional(),
  }),
  setAlarmState: z.strictObject({
    AlarmName: z.string(),
    StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
    StateReason: z.string(),
    StateReasonData: z.string().optional(),
  }),
  getMetricData: z.strictObject({
    StartTime: instant,
    EndTime: instant,
    ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
    MetricDataQueries: z
      .array(
        z.strictObject({
          Id: z.string(),
          Label: z.string().optional(),
          ReturnData: z.boolean().default(true),
          MetricStat: z.strictObject({
            Metric: z.strictObject({
              Namespace: z.string(),
              MetricName: z.string(),
              Dimensions: dimensions,
            }),
            Period: period,
            Stat: statistic,
            Unit: z.string().optional(),
          }),
        }),
      )
      .min(1)
      .max(500),
  }),
  getMetricStatistics: z.strictObject({
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: dimensions,
    StartTime: instant,
    EndTime: instant,
    Period: period,
    Statistics: z.array(statistic).min(1),
    Unit: z.string().optional(),
  }),
  listMetrics: z.strictObject({
    Namespace: z.string().optional(),
    MetricName: z.string().optional(),
    Dimensions: z.array(dimension.partial({ Value: true })).default([]),
    RecentlyActive: z.string().optional(),
    NextToken: z.string().optional(),
  }),
  putMetricData: z.strictObject({
    Namespace: z.string().min(1).max(255),
    MetricData: z
      .array(
        z.strictObject({
          MetricName: z.string().min(1).max(255),
          Dimensions: dimensions,
          Timestamp: instant.optional(),
          Value: z.number().optional(),
          StatisticValues: z
            .strictObject({
              SampleCount: z.number(),
              Sum: z.number(),
              Minimum: z.number(),
              Maximum: z.number(),
            })
            .optional(),
          Unit: z.string().optional(),
          StorageResolution: z.int().optional(),
        }),
      )
      .min(1)
      .max(1_000),
  }),
} as const;

/** @throws AwsFault InvalidParameterValueException naming the parameter */
export function parseInput<T>(schema: z.ZodType<T>, input: JsonInput): T {
  const { data, error } = schema.safeParse(input);
  if (error === undefined) return data;
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  const what = `${where === '' ? 'The request' : where}: ${issue?.message ?? 'is not valid'}`;
  throw new AwsFault('InvalidParameterValueException', `${what}. The local twin takes no other.`);
}

interface WireMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

export function metricIn({ Namespace, MetricName, Dimensions }: WireMetric): MetricName {
  return {
    namespace: Namespace,
    name: MetricName,
    dimensions: Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })),
  };
}
