import { z } from 'zod';
import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { LimitConfig } from '../detector-config.ts';
import { edgeSchema, type EdgeConfig, type FilterConfig } from '../edge-config.ts';
import { filterNamesOf } from '../pipeline.ts';
import type { JsonObject } from './json-patch.ts';

/**
 * What may be asked of an agent in `state.desired`. `filters` stands in for the list of its file;
 * `enabled` turns filters off and on by name; `limits` moves the limit of a threshold. What is left
 * out, or removed again, is as the file has it.
 */
const desiredSchema = z.strictObject({
  filters: z.array(z.unknown()).optional(),
  enabled: z.record(z.string(), z.boolean()).optional(),
  limits: z
    .record(
      z.string(),
      z.strictObject({ above: z.number().optional(), below: z.number().optional() }),
    )
    .optional(),
});
type Limits = NonNullable<z.output<typeof desiredSchema>['limits']>;

/** Filters to run, and what to say of them in `state.reported`. */
export interface FiltersInForce {
  readonly edge: EdgeConfig;
  readonly reported: JsonObject;
}

type Side = 'above' | 'below';
const SIDES: readonly Side[] = ['above', 'below'];

/**
 * The filters of the file as the desired state changes them. What is reported has the same form as
 * what is desired, so that nothing is left of the difference once it is in force.
 * @throws PmSimError `remote/invalid`: what was asked, and what is possible
 */
export function applyDesired(base: EdgeConfig, desired: unknown): FiltersInForce {
  const wanted = parse(desiredSchema, desired);
  const { filters } =
    wanted.filters === undefined ? base : parse(edgeSchema, { filters: wanted.filters });
  const limited = withLimits(filters, wanted.limits ?? {});
  const names = filterNamesOf({ filters });
  for (const name of Object.keys(wanted.enabled ?? {})) {
    if (!names.includes(name)) throw invalid(`enabled.${name}: no such filter.`, name, names);
  }
  const disabled = names.filter((name) => wanted.enabled?.[name] === false);
  return {
    edge: { filters: limited, ...(disabled.length === 0 ? {} : { disabled }) },
    reported: {
      filters,
      enabled: Object.fromEntries(names.map((name) => [name, !disabled.includes(name)])),
      limits: limitsOf(limited),
    },
  };
}

function withLimits(filters: readonly FilterConfig[], limits: Limits): readonly FilterConfig[] {
  for (const [metric, sides] of Object.entries(limits)) {
    for (const side of SIDES) if (sides[side] !== undefined) checkSide(filters, metric, side);
  }
  return filters.map((filter) => {
    if (filter.threshold === undefined) return filter;
    const moved = filter.threshold.limits.map((limit) => moveLimit(limit, limits));
    return { ...filter, threshold: { ...filter.threshold, limits: moved } };
  });
}

function moveLimit(limit: LimitConfig, limits: Limits): LimitConfig {
  const sides = Object.hasOwn(limits, limit.metric) ? limits[limit.metric] : undefined;
  const side = SIDES.find((one) => limit[one] !== undefined && sides?.[one] !== undefined);
  return side === undefined ? limit : { ...limit, [side]: sides?.[side] };
}

/** A limit is moved by its metric and side only where these say which one is meant. */
function checkSide(filters: readonly FilterConfig[], metric: string, side: Side): void {
  const all = thresholdLimits(filters).filter((limit) => limit[side] !== undefined);
  const count = all.filter((limit) => limit.metric === metric).length;
  if (count === 1) return;
  if (count > 1) {
    throw invalid(`limits.${metric}.${side}: ${count} limits are meant; give "filters" instead.`);
  }
  const metrics = all.map((limit) => limit.metric);
  throw invalid(`limits.${metric}.${side}: no filter has such a limit.`, metric, metrics);
}

/** Every limit that can be moved, with its value; a metric may have any name, `__proto__` too. */
function limitsOf(filters: readonly FilterConfig[]): JsonObject {
  const limits = thresholdLimits(filters);
  const found = new Map<string, Partial<Record<Side, number>>>();
  for (const side of SIDES) {
    for (const limit of limits) {
      const { metric, [side]: value } = limit;
      const alike = limits.filter((one) => one.metric === metric && one[side] !== undefined);
      if (value === undefined || alike.length !== 1) continue;
      found.set(metric, { ...found.get(metric), [side]: value });
    }
  }
  return Object.fromEntries(found);
}

function thresholdLimits(filters: readonly FilterConfig[]): LimitConfig[] {
  return filters.flatMap(({ threshold }) => threshold?.limits ?? []);
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw invalid(`${path === '' ? '' : `${path}: `}${issue?.message ?? 'not understood'}`);
}

function invalid(text: string, name?: string, known: readonly string[] = []): PmSimError {
  const hint = name === undefined ? '' : didYouMean(name, known);
  return new PmSimError('remote/invalid', `${text}${hint}`, {
    hint: 'docs/edge.md, "Remote control", says what may be asked.',
  });
}
