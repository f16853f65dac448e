import { isDeepStrictEqual } from 'node:util';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * What an update must say so that `known` becomes `wanted`, as shadows and JSON merge patches
 * (RFC 7396) take it: null removes, objects are merged. Undefined when there is nothing to say.
 */
export function patchTo(known: JsonObject, wanted: JsonObject): JsonObject | undefined {
  const patch = new Map<string, unknown>();
  for (const [name, value] of Object.entries(wanted)) {
    const before = Object.hasOwn(known, name) ? known[name] : undefined;
    if (isObject(before) && isObject(value)) {
      const inner = patchTo(before, value);
      if (inner !== undefined) patch.set(name, inner);
    } else if (!isDeepStrictEqual(before, value)) patch.set(name, value);
  }
  for (const name of Object.keys(known)) {
    if (!Object.hasOwn(wanted, name)) patch.set(name, null);
  }
  return patch.size === 0 ? undefined : Object.fromEntries(patch);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object inside; empty where there is none. */
export function objectAt(value: JsonObject, ...path: readonly string[]): JsonObject {
  let at: unknown = value;
  for (const name of path) at = isObject(at) ? at[name] : undefined;
  return isObject(at) ? at : {};
}

/** What is text, as it is; anything else as JSON. An object may have a `toString` that is none. */
export function shownText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}

/** Whether objects and lists stand within each other at most so many levels deep. */
export function isNestedAtMost(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isNestedAtMost(inner, levels - 1));
}
