import { AwsFault } from '../service.ts';
import type { JsonObject } from './json.ts';
import {
  EMPTY_SECTION,
  deltaOf,
  isEmpty,
  mergeSection,
  metadataOf,
  type Section,
} from './merge.ts';
import { SHADOW_LIMITS, tooLarge, type UpdateRequest } from './request.ts';

/** What the service keeps of one shadow. */
export interface Shadow {
  readonly desired?: Section | undefined;
  readonly reported?: Section | undefined;
  readonly version: number;
}

/** The messages that one accepted update leads to (developer guide, device-shadow-mqtt). */
export interface UpdateOutcome {
  readonly shadow: Shadow;
  readonly accepted: JsonObject;
  readonly documents: JsonObject;
  /** Present when desired and reported differ afterwards. */
  readonly delta?: JsonObject;
}

/**
 * Takes an update into a shadow; the first one makes it.
 * @param before its last version stays behind when it was deleted, so that versions go on from there
 * @param seconds time of the update, s since the epoch
 * @throws AwsFault 409 for another version, 413 for a state above 8 KB
 */
export function updateShadow(
  before: Shadow,
  request: UpdateRequest,
  seconds: number,
): UpdateOutcome {
  if (request.version !== undefined && request.version !== before.version) {
    throw new AwsFault('ConflictException', 'Version conflict', 409);
  }
  const shadow: Shadow = {
    ...present('desired', merged(before.desired, request.desired, seconds)),
    ...present('reported', merged(before.reported, request.reported, seconds)),
    version: before.version + 1,
  };
  const { state } = stateAndMetadata(shadow);
  if (Buffer.byteLength(JSON.stringify(state)) > SHADOW_LIMITS.documentBytesMax) throw tooLarge();
  const { clientToken } = request;
  const stamp = { timestamp: seconds, ...(clientToken === undefined ? {} : { clientToken }) };
  const delta = differenceOf(shadow);
  return {
    shadow,
    accepted: { ...echoOf(shadow, request), version: shadow.version, ...stamp },
    documents: {
      previous: { ...stateAndMetadata(before), version: before.version },
      current: { ...stateAndMetadata(shadow), version: shadow.version },
      ...stamp,
    },
    ...(isEmpty(delta.state) ? {} : { delta: { version: shadow.version, ...stamp, ...delta } }),
  };
}

/** The whole document with what differs, as a get answers it. */
export function documentOf(shadow: Shadow, seconds: number): JsonObject {
  const { state, metadata } = stateAndMetadata(shadow);
  const delta = differenceOf(shadow);
  return {
    state: { ...state, ...(isEmpty(delta.state) ? {} : { delta: delta.state }) },
    metadata: { ...metadata, ...(isEmpty(delta.state) ? {} : { delta: delta.metadata }) },
    version: shadow.version,
    timestamp: seconds,
  };
}

function differenceOf({ desired, reported }: Shadow): {
  readonly state: JsonObject;
  readonly metadata: JsonObject;
} {
  return deltaOf(desired ?? EMPTY_SECTION, reported?.state ?? {});
}

function stateAndMetadata({ desired, reported }: Shadow): {
  readonly state: JsonObject;
  readonly metadata: JsonObject;
} {
  return {
    state: { ...present('desired', desired?.state), ...present('reported', reported?.state) },
    metadata: {
      ...present('desired', desired?.metadata),
      ...present('reported', reported?.metadata),
    },
  };
}

/** Only what the request named; what it removed is told as null. */
function echoOf(
  shadow: Shadow,
  request: UpdateRequest,
): { readonly state: JsonObject; readonly metadata: JsonObject } {
  const { desired, reported } = request;
  return {
    state: { ...present('desired', desired), ...present('reported', reported) },
    metadata: {
      ...present('desired', times(desired, shadow.desired)),
      ...present('reported', times(reported, shadow.reported)),
    },
  };
}

function times(
  patch: JsonObject | null | undefined,
  section: Section | undefined,
): JsonObject | undefined {
  if (patch === undefined || patch === null) return undefined;
  return metadataOf(patch, section?.metadata ?? {});
}

/** A section that nothing is left of is no section (device-shadow-empty-fields). */
function merged(
  before: Section | undefined,
  patch: JsonObject | null | undefined,
  seconds: number,
): Section | undefined {
  if (patch === undefined) return before;
  if (patch === null) return undefined;
  const section = mergeSection(before ?? EMPTY_SECTION, patch, seconds);
  return isEmpty(section.state) ? undefined : section;
}

function present<N extends string, T>(name: N, value: T | undefined): { readonly [n in N]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [n in N]?: T });
}
