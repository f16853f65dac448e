import type { z } from 'zod';
import { didYouMean } from '../runtime/near-match.ts';
import type { Path } from './yaml-document.ts';

/** One thing that is wrong with a file: where and what. */
export interface SchemaIssue {
  readonly path: Path;
  readonly problem: string;
}

type Issue = z.core.$ZodIssue;

/** What a schema's issues mean to somebody who wrote a file; `data` is what was written. */
export function schemaIssues(
  issues: readonly Issue[],
  data: unknown,
  schema: z.ZodType,
): readonly SchemaIssue[] {
  return issues.flatMap((issue) => explain(issue, { data, schema, base: [] }));
}

interface Context {
  readonly data: unknown;
  readonly schema: z.ZodType;
  /** Path of the union that the issue was found in. */
  readonly base: Path;
}

function explain(issue: Issue, context: Context): readonly SchemaIssue[] {
  const path = [...context.base, ...(issue.path as Path)];
  const got = valueAt(context.data, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(context.schema, path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        problem: `unknown key.${didYouMean(key, known)}${listOf(known)}`,
      }));
    }
    case 'invalid_union':
      return explainUnion(issue, path, context);
    case 'invalid_type':
      return [{ path, problem: expected(issue.expected, got) }];
    case 'invalid_value':
      return [{ path, problem: oneOf(issue.values, got) }];
    case 'too_small':
      return [{ path, problem: bound(issue.origin, `at least ${String(issue.minimum)}`, got) }];
    case 'too_big':
      return [{ path, problem: bound(issue.origin, `at most ${String(issue.maximum)}`, got) }];
    case 'custom':
      return [{ path, problem: sentence(issue.message) }];
    case 'invalid_format':
      return [{ path, problem: formatOf(issue, got) }];
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      break;
  }
  return [{ path, problem: sentence(`${issue.message}, got ${shown(got)}`) }];
}

/** Of a union's branches the one that got furthest is what the author meant. */
function explainUnion(
  issue: Extract<Issue, { readonly code: 'invalid_union' }>,
  path: Path,
  context: Context,
): readonly SchemaIssue[] {
  const branches = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  const [best] = branches;
  if (best === undefined || depth(best) === 0) {
    const { message } = issue;
    const reason =
      message === '' || message === 'Invalid input' ? 'not one of the allowed forms' : message;
    return [{ path, problem: sentence(`${reason}, got ${shown(valueAt(context.data, path))}`) }];
  }
  return best.flatMap((inner) => explain(inner, { ...context, base: path }));
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'keys and values',
  record: 'keys and values',
  array: 'a list',
};

function expected(type: string, got: unknown): string {
  const name = TYPE_NAMES[type] ?? type;
  return got === undefined ? `missing; expected ${name}.` : `expected ${name}, got ${shown(got)}.`;
}

function oneOf(values: readonly unknown[], got: unknown): string {
  const names = values.map(String);
  const near = typeof got === 'string' ? didYouMean(got, names) : '';
  const choice = names.length === 1 ? `"${names[0]}"` : `one of ${names.join(', ')}`;
  return got === undefined
    ? `missing; expected ${choice}.`
    : `expected ${choice}, got ${shown(got)}.${near}`;
}

function bound(origin: string, limit: string, got: unknown): string {
  const isOne = limit.endsWith(' 1');
  const unit = origin === 'string' ? [' character', ' characters'] : [' entry', ' entries'];
  const hasUnit = origin === 'string' || origin === 'array';
  const what = hasUnit ? `${limit}${unit[isOne ? 0 : 1]}` : limit;
  return `expected ${what}, got ${shown(got)}.`;
}

function formatOf(
  issue: Extract<Issue, { readonly code: 'invalid_format' }>,
  got: unknown,
): string {
  if (issue.format === 'datetime')
    return `expected a date and time with zone, as 2026-03-02T08:00:00Z, got ${shown(got)}.`;
  return sentence(`expected ${issue.message}, got ${shown(got)}`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

function listOf(known: readonly string[]): string {
  return known.length === 0 || known.length > 14 ? '' : ` Known keys: ${known.join(', ')}.`;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[step],
    data,
  );
}

/** Keys that the schema knows at a path; none where it cannot tell. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const found = path.reduce<unknown>((node, step) => childOf(node, step), schema);
  return Object.keys(shapeOf(found) ?? {});
}

interface SchemaDefinition {
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly options?: readonly unknown[];
  readonly shape?: Readonly<Record<string, unknown>>;
}

function definitionOf(node: unknown): SchemaDefinition {
  return (node as { readonly def?: SchemaDefinition } | null | undefined)?.def ?? {};
}

/** Looks through defaults, optionals and transforms for the keys of an object. */
function shapeOf(node: unknown): Readonly<Record<string, unknown>> | undefined {
  const { innerType, in: input, shape, options } = definitionOf(node);
  if (shape !== undefined) return shape;
  if (options !== undefined) return Object.assign({}, ...options.map((option) => shapeOf(option)));
  const inner = innerType ?? input;
  return inner === undefined ? undefined : shapeOf(inner);
}

function childOf(node: unknown, step: string | number): unknown {
  const { element, valueType, innerType, in: input } = definitionOf(node);
  const inner = innerType ?? input;
  const found = typeof step === 'string' ? (shapeOf(node)?.[step] ?? valueType) : element;
  return found ?? (inner === undefined ? undefined : childOf(inner, step));
}
