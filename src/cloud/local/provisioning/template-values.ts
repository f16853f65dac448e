import { invalidRequest } from '../identity/faults.ts';
import type { Mappings, TemplateValue } from './template.ts';

/** What the functions of a template draw on. */
export interface TemplateScope {
  readonly parameters: ReadonlyMap<string, string>;
  readonly mappings: Mappings;
}

type Function = (argument: TemplateValue, scope: TemplateScope) => TemplateValue;

/** Intrinsic functions (developer guide, provision-template, "Intrinsic functions"). */
const FUNCTIONS: Readonly<Record<string, Function>> = {
  Ref: (name, { parameters }) => parameterOf(parameters, text(name)),
  'Fn::Join'(argument, scope) {
    const [delimiter, parts] = list(argument, scope, 2);
    return list(parts, scope).map(text).join(text(delimiter));
  },
  'Fn::Select'(argument, scope) {
    const [index, values] = list(argument, scope, 2);
    const found = list(values, scope)[Number(index)];
    if (found === undefined) throw invalidRequest(`Fn::Select: there is no value ${text(index)}.`);
    return found;
  },
  'Fn::Split'(argument, scope) {
    const [delimiter, source] = list(argument, scope, 2);
    return text(source).split(text(delimiter));
  },
  'Fn::FindInMap'(argument, scope) {
    const [map, key, name] = list(argument, scope, 3).map(text) as [string, string, string];
    const found = own(own(own(scope.mappings, map), key), name);
    if (found === undefined) throw invalidRequest(`There is no ${map}.${key}.${name} in Mappings.`);
    return found;
  },
  'Fn::Sub': substitute,
};

/**
 * Applies the functions in a value.
 * @throws AwsFault InvalidRequestException
 */
export function evaluate(value: TemplateValue, scope: TemplateScope): TemplateValue {
  if (isList(value)) return value.map((each) => evaluate(each, scope));
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name !== undefined && argument !== undefined) {
    const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (run !== undefined) return run(argument, scope);
    if (name.startsWith('Fn::')) throw invalidRequest(`There is no function ${name}.`);
  }
  return Object.fromEntries(entries.map(([key, each]) => [key, evaluate(each, scope)]));
}

/** As `evaluate`, for what has to be text in the end. */
export function evaluateText(value: TemplateValue, scope: TemplateScope): string {
  return text(evaluate(value, scope));
}

/** `"…${Name}…"`, or that with a map of values of its own. */
function substitute(argument: TemplateValue, scope: TemplateScope): string {
  const [source, own_] = isList(argument) ? argument : [argument];
  const more = Object.entries((own_ ?? {}) as Readonly<Record<string, TemplateValue>>);
  const names = new Map(scope.parameters);
  for (const [name, each] of more) names.set(name, evaluateText(each, scope));
  return text(source).replaceAll(/\$\{(!?)([^}]*)\}/gu, (_, literal: string, name: string) =>
    literal === '!' ? `\${${name}}` : parameterOf(names, name),
  );
}

function parameterOf(parameters: ReadonlyMap<string, string>, name: string): string {
  const found = parameters.get(name);
  if (found === undefined) throw invalidRequest(`The parameter ${name} is missing.`);
  return found;
}

function list(value: TemplateValue | undefined, scope: TemplateScope, count?: number) {
  const found = value === undefined ? undefined : evaluate(value, scope);
  if (isList(found) && (count === undefined || found.length === count)) return found;
  throw invalidRequest(
    `A function of the template needs a list${count === undefined ? '' : ` of ${count}`}.`,
  );
}

function text(value: TemplateValue | undefined): string {
  if (value !== undefined && typeof value !== 'object') return String(value);
  throw invalidRequest('The template has a list or an object where a text belongs.');
}

function own<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

function isList(value: TemplateValue | undefined): value is readonly TemplateValue[] {
  return Array.isArray(value);
}
