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
  const state: Record<string, Json> = { ...section.state };
  const metadata: Record<string, Json> = { ...section.metadata };
  for (const [name, value] of Object.entries(patch)) {
    const merged = mergeValue(below(section, name), value, seconds);
    if (merged === undefined) {
      delete state[name];
      delete metadata[name];
    } else {
      state[name] = merged.value;
      metadata[name] = merged.metadata;
    }
  }
  return { state, metadata };
}

/**
 * What a device has still to do: everything of `desired` that `reported` has not or has otherwise
 * (device-shadow-document, "Delta state").
 */
export function deltaOf(desired: Section, reported: JsonObject): Section {
  const state: Record<string, Json> = {};
  const metadata: Record<string, Json> = {};
  for (const [name, wanted] of Object.entries(desired.state)) {
    const actual = reported[name];
    if (isObject(wanted) && isObject(actual)) {
      const inner = deltaOf(below(desired, name), actual);
      if (isEmpty(inner.state)) continue;
      state[name] = inner.state;
      metadata[name] = inner.metadata;
    } else if (!isDeepStrictEqual(wanted, actual)) {
      state[name] = wanted;
      metadata[name] = desired.metadata[name] ?? {};
    }
  }
  return { state, metadata };
}

/** The metadata of what an update set; what it removed has none. */
export function metadataOf(patch: JsonObject, metadata: JsonObject): JsonObject {
  const picked: Record<string, Json> = {};
  for (const [name, value] of Object.entries(patch)) {
    const known = metadata[name];
    if (known === undefined) continue;
    picked[name] = isObject(value) && isObject(known) ? metadataOf(value, known) : known;
  }
  return picked;
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
  const [inner, times] = [state[name], metadata[name]];
  return isObject(inner) && isObject(times) ? { state: inner, metadata: times } : EMPTY_SECTION;
}
