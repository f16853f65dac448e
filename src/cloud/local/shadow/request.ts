import { AwsFault } from '../service.ts';
import { depthOf, hasNullInArray, isObject, type Json, type JsonObject } from './json.ts';

/** An update of a shadow, checked. A section that is null is to be removed. */
export interface UpdateRequest {
  readonly desired?: JsonObject | null;
  readonly reported?: JsonObject | null;
  /** The update is only for this version. */
  readonly version?: number;
  readonly clientToken?: string;
}

/** AWS General Reference, "AWS IoT Device Shadow service quotas". */
export const SHADOW_LIMITS = { documentBytesMax: 8_192, depthMax: 8, clientTokenBytesMax: 64 };

/**
 * Reads an update; faults have the texts of the developer guide, device-shadow-error-messages.
 * @throws AwsFault 400, 413, 415
 */
export function parseUpdate(payload: Uint8Array): UpdateRequest {
  if (payload.length > SHADOW_LIMITS.documentBytesMax) throw tooLarge();
  const request = parseObject(payload);
  const { state } = request;
  if (state === undefined) throw bad('Missing required node: state');
  if (!isObject(state)) throw bad('State node must be an object');
  if (Object.keys(state).some((name) => name !== 'desired' && name !== 'reported')) {
    throw bad('State contains an invalid node');
  }
  return {
    ...sectionOf(state, 'desired'),
    ...sectionOf(state, 'reported'),
    ...versionOf(request),
    ...clientTokenOf(request),
  };
}

/** The client token of a request that needs nothing else; an empty payload has none. */
export function parseToken(payload: Uint8Array): { readonly clientToken?: string } {
  return payload.length === 0 ? {} : clientTokenOf(parseObject(payload));
}

/** The token of a request that may be wrong in every other way, for its refusal. */
export function tokenOf(payload: Uint8Array): { readonly clientToken?: string } {
  try {
    return parseToken(payload);
  } catch {
    return {};
  }
}

export function tooLarge(): AwsFault {
  return new AwsFault(
    'RequestEntityTooLargeException',
    'The payload exceeds the maximum size allowed',
    413,
  );
}

function parseObject(payload: Uint8Array): JsonObject {
  const value = parseJson(decode(payload));
  if (!isObject(value)) throw bad('Invalid JSON');
  return value;
}

function decode(payload: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(payload);
  } catch {
    throw new AwsFault(
      'UnsupportedDocumentEncodingException',
      'Unsupported documented encoding; supported encoding is UTF-8',
      415,
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bad('Invalid JSON');
  }
}

function sectionOf(
  state: JsonObject,
  name: 'desired' | 'reported',
): { readonly [section in typeof name]?: JsonObject | null } {
  const section: Json | undefined = state[name];
  if (section === undefined) return {};
  if (section === null) return { [name]: null };
  const title = name === 'desired' ? 'Desired' : 'Reported';
  if (!isObject(section)) throw bad(`${title} node must be an object`);
  if (depthOf(section) > SHADOW_LIMITS.depthMax) {
    throw bad(`JSON contains too many levels of nesting; maximum is ${SHADOW_LIMITS.depthMax}`);
  }
  if (hasNullInArray(section)) throw bad('State contains an invalid node');
  return { [name]: section };
}

function versionOf({ version }: JsonObject): { readonly version?: number } {
  if (version === undefined) return {};
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) {
    throw bad('Invalid version');
  }
  return { version };
}

function clientTokenOf({ clientToken }: JsonObject): { readonly clientToken?: string } {
  if (clientToken === undefined) return {};
  const bytesMax = SHADOW_LIMITS.clientTokenBytesMax;
  if (typeof clientToken !== 'string' || Buffer.byteLength(clientToken) > bytesMax) {
    throw bad('Invalid clientToken');
  }
  return { clientToken };
}

function bad(message: string): AwsFault {
  return new AwsFault('InvalidRequestException', message, 400);
}
