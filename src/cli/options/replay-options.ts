import { z } from 'zod';
import * as field from './fields.ts';
import {
  defined,
  outputOptions,
  outputShape,
  twinOptions,
  twinShape,
  type OutputOptions,
  type TwinOptions,
} from './run-options.ts';

const READINGS_MAX = Number.MAX_SAFE_INTEGER;

const RANGE = /^([^=\s]+)=(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?$/;

const ranges = field.custom('METRIC=MIN..MAX, such as power_kw=-50..3000', (value) => {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  const parsed = list.map((item) => (typeof item === 'string' ? rangeOf(item) : undefined));
  return parsed.every((range) => range !== undefined) ? parsed : undefined;
});

const shape = z.strictObject({
  file: field.text,
  map: field.assignments.default([]),
  device: field.text.optional(),
  range: ranges.default([]),
  limit: field.integer({ min: 1, max: READINGS_MAX }).optional(),
  speed: field.speed.default(1),
  profile: field.profileName.default('wind-farm'),
  set: field.assignments.default([]),
  seed: field.text.optional(),
  ...twinShape,
  ...outputShape,
});

/** Values of a metric that are possible; outside they are a broken sensor or a sentinel. */
export interface MetricRange {
  readonly metric: string;
  readonly min: number;
  readonly max: number;
}

/** What `pm-sim replay` was asked to do; paths absolute. */
export interface ReplayOptions extends OutputOptions {
  readonly file: string;
  /** `metric → column`; `ts` and `device` name the columns of time and device. */
  readonly map: Readonly<Record<string, string>>;
  readonly device?: string;
  readonly ranges: readonly MetricRange[];
  readonly limit?: number;
  readonly speed: number | 'max';
  /** Device profile whose edge and scoring sections apply. */
  readonly profile: string;
  readonly set: readonly string[];
  readonly seed?: string;
  readonly twin: TwinOptions;
}

/** Schema of the raw values, keyed as the flags are (`file` is the operand), into the typed options. */
export const replaySchema = shape.transform((raw): ReplayOptions => ({
  file: raw.file,
  map: Object.fromEntries(raw.map.flatMap(splitList).map(assignment)),
  ...defined('device', raw.device),
  ranges: raw.range,
  ...defined('limit', raw.limit),
  speed: raw.speed,
  profile: raw.profile,
  set: raw.set,
  ...defined('seed', raw.seed),
  twin: twinOptions(raw),
  ...outputOptions(raw),
}));

/** At the commas that start a new NAME=, since a column's title may hold commas itself. */
function splitList(text: string): string[] {
  return text.split(/,(?=[^,=\s]+=)/);
}

function assignment(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function rangeOf(text: string): MetricRange | undefined {
  const [, metric, low, high] = RANGE.exec(text) ?? [];
  if (metric === undefined || (low === undefined && high === undefined)) return undefined;
  const min = low === undefined ? Number.NEGATIVE_INFINITY : Number(low);
  const max = high === undefined ? Number.POSITIVE_INFINITY : Number(high);
  return min <= max ? { metric, min, max } : undefined;
}
