import { z } from 'zod';
import type { SnsAttribute } from './message.ts';
import { invalidParameter } from './query-protocol.ts';

/** Whether a message with these attributes is wanted. */
export type Filter = (attributes: Readonly<Record<string, SnsAttribute>>) => boolean;

type Scalar = string | number | boolean | null;
/** Decides on one value; nothing when the attribute is missing. */
type Test = (value: Scalar | undefined) => boolean;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const comparison = z.enum(['=', '<', '<=', '>', '>=']);
const operator = z.union([
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ suffix: z.string() }),
  z.strictObject({ 'equals-ignore-case': z.string() }),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({
    'anything-but': z.union([
      scalar,
      z.array(scalar).min(1),
      z.strictObject({ prefix: z.string() }),
      z.strictObject({ suffix: z.string() }),
    ]),
  }),
  z.strictObject({
    numeric: z.union([
      z.tuple([comparison, z.number()]),
      z.tuple([comparison, z.number(), comparison, z.number()]),
    ]),
  }),
]);
type Operator = z.output<typeof operator>;

const policySchema = z.record(z.string(), z.array(z.union([scalar, operator])).min(1));

/**
 * Compiles a filter policy on message attributes (SNS developer guide, sns-subscription-filter-policies):
 * every key has to match, by one of its values. Operators that the twin has not are refused.
 * @throws AwsFault InvalidParameter
 */
export function compileFilter(policy: string): Filter {
  const parsed = policySchema.safeParse(parseJson(policy));
  if (!parsed.success) throw invalidParameter(`FilterPolicy: ${z.prettifyError(parsed.error)}`);
  const keys = Object.entries(parsed.data).map(([name, rules]) => ({
    name,
    tests: rules.map(testOf),
  }));
  return (attributes) =>
    keys.every(({ name, tests }) => {
      const values = valuesOf(attributes[name]);
      return tests.some((test) => values.some((value) => test(value)));
    });
}

function testOf(rule: Scalar | Operator): Test {
  if (typeof rule !== 'object' || rule === null) return (value) => value === rule;
  if ('prefix' in rule)
    return (value) => typeof value === 'string' && value.startsWith(rule.prefix);
  if ('suffix' in rule) return (value) => typeof value === 'string' && value.endsWith(rule.suffix);
  if ('exists' in rule) return (value) => (value !== undefined) === rule.exists;
  if ('numeric' in rule) return numericTest(rule.numeric);
  if ('anything-but' in rule) return anythingBut(rule['anything-but']);
  const wanted = rule['equals-ignore-case'].toLowerCase();
  return (value) => typeof value === 'string' && value.toLowerCase() === wanted;
}

/** Everything but these, as long as there is something. */
function anythingBut(
  excluded: Extract<Operator, { 'anything-but': unknown }>['anything-but'],
): Test {
  const tests =
    Array.isArray(excluded) || typeof excluded !== 'object' || excluded === null
      ? [excluded].flat().map((value) => testOf(value))
      : [testOf(excluded)];
  return (value) => value !== undefined && !tests.some((test) => test(value));
}

const COMPARE: Readonly<
  Record<z.output<typeof comparison>, (actual: number, limit: number) => boolean>
> = {
  '=': (actual, limit) => actual === limit,
  '<': (actual, limit) => actual < limit,
  '<=': (actual, limit) => actual <= limit,
  '>': (actual, limit) => actual > limit,
  '>=': (actual, limit) => actual >= limit,
};

function numericTest(range: Extract<Operator, { numeric: unknown }>['numeric']): Test {
  const [first, low, second, high] = range;
  return (value) =>
    typeof value === 'number' &&
    COMPARE[first](value, low) &&
    (second === undefined || high === undefined || COMPARE[second](value, high));
}

/** An array attribute matches by any of its members; binary attributes match nothing. */
function valuesOf(attribute: SnsAttribute | undefined): readonly (Scalar | undefined)[] {
  if (attribute === undefined) return [undefined];
  const { dataType, value } = attribute;
  if (dataType.startsWith('String.Array')) return arrayValues(value);
  if (dataType.startsWith('Number')) return [Number(value)];
  return dataType.startsWith('Binary') ? [] : [value];
}

function arrayValues(source: string): readonly Scalar[] {
  const parsed = z.array(scalar).safeParse(parseJson(source));
  return parsed.success ? parsed.data : [];
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
