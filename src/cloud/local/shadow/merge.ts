import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject } from './json.ts';

/** A section of a shadow's state and, of the same shape, when each value of it was set. */
export interface Section {
  readonly state: JsonObject;
  readonly metadata: JsonObject;
}

export const EMPTY_SECTION: Section = { state: {}, metadata: {} };

/**
 * Takes an update into a section (AWS IoT developer guide, device-shadow-document): only what it
 * names changes, null removes, objects are merged, an array replaces the whole array. An object that
 * nothing is left of goes too.
 * @param seconds time of the update, s since the epoch
 */
export function mergeSection(section: Section, patch: JsonObject, seconds: number): Section {
  // Maps, because a name is whatever a device sends: `__proto__` is one like any other.
  const state = new Map(Object.entries(section.state));
  const metadata = new Map(Object.entries(section.metadata));
  for (const [name, value] of Object.entries(patch)) {
    const merged = mergeValue(below(section, name), value, seconds);
    if (merged === undefined) {
      state.delete(name);
      metadata.delete(name);
    } else {
      state.set(name, merged.value);
      metadata.set(name, merged.metadata);
    }
  }
  return { state: Object.fromEntries(state), metadata: Object.fromEntries(metadata) };
}

/**
 * What a device has still to do: everything of `desired` that `reported` has not or has otherwise
 * (device-shadow-document, "Delta state").
 */
export function deltaOf(desired: Section, reported: JsonObject): Section {
  const state = new Map<string, Json>();
  const metadata = new Map<string, Json>();
  for (const [name, wanted] of Object.entries(desired.state)) {
    const actual = ownOf(reported, name);
    if (isObject(wanted) && isObject(actual)) {
      const inner = deltaOf(below(desired, name), actual);
      if (isEmpty(inner.state)) continue;
      state.set(name, inner.state);
      metadata.set(name, inner.metadata);
    } else if (!isDeepStrictEqual(wanted, actual)) {
      state.set(name, wanted);
      metadata.set(name, ownOf(desired.metadata, name) ?? {});
    }
  }
  return { state: Object.fromEntries(state), metadata: Object.fromEntries(metadata) };
}

/** The metadata of what an update set; what it removed has none. */
export function metadataOf(patch: JsonObject, metadata: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(patch).flatMap(([name, value]) => {
      const known = ownOf(metadata, name);
      if (known === undefined) return [];
      return [[name, isObject(value) && isObject(known) ? metadataOf(value, known) : known]];
    }),
  );
}

export function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}

function mergeValue(
  before: Section,
  value: Json,
  seconds: number,
): { readonly value: Json; readonly metadata: JsonObject } | undefined {
  if (value === null) return undefined;
  if (!isObject(value)) return { value, metadata: { timestamp: seconds } };
  const merged = mergeSection(before, value, seconds);
  return isEmpty(merged.state) ? undefined : { value: merged.state, metadata: merged.metadata };
}

function below({ state, metadata }: Section, name: string): Section {
  const [inner, times] = [ownOf(state, name), ownOf(metadata, name)];
  return isObject(inner) && isObject(times) ? { state: inner, metadata: times } : EMPTY_SECTION;
}

function ownOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
