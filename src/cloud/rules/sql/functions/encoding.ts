import { createHash } from 'node:crypto';
import { bufferOf } from '../../message.ts';
import { toText, type Value } from '../value.ts';
import {
  fixed,
  type ArgumentFault,
  type FunctionTable,
  type LiteralArgument,
} from './definition.ts';
import { md2 } from './md2.ts';

/** Base64 and hash functions (developer guide, "Functions", encode, decode, hashing functions). */
export const ENCODING_FUNCTIONS: FunctionTable = {
  decode: { ...fixed(2, ([value]) => decode(value)), check: checkScheme },
  encode: { ...fixed(2, ([value]) => encode(value)), check: checkScheme },
  md2: hash((bytes) => md2(bytes)),
  ...Object.fromEntries(
    ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map((name) => [
      name,
      hash((bytes) => createHash(name).update(bytes).digest('hex')),
    ]),
  ),
};

/** `encode(*, 'base64')`: the payload as it came, JSON or not. */
export function encodePayload(payload: Uint8Array): string {
  return bufferOf(payload).toString('base64');
}

function encode(value: Value): Value {
  const text = toText(value);
  return text === undefined ? undefined : Buffer.from(text).toString('base64');
}

/** A JSON object or array becomes a value, other text stays text, what is not base64 is Null. */
function decode(value: Value): Value {
  if (typeof value !== 'string') return undefined;
  if (!BASE64.test(value)) return null;
  const text = Buffer.from(value, 'base64').toString('utf8');
  try {
    const parsed = JSON.parse(text) as Value;
    return typeof parsed === 'object' && parsed !== null ? parsed : text;
  } catch {
    return text;
  }
}

/** RFC 4648 §4, padding included. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function hash(digest: (bytes: Uint8Array) => string): FunctionTable[string] {
  return fixed(1, ([value]) => {
    const text = toText(value);
    return text === undefined ? undefined : digest(Buffer.from(text));
  });
}

function checkScheme(literals: readonly LiteralArgument[]): ArgumentFault | undefined {
  if (literals[1]?.value === 'base64') return undefined;
  return {
    text: "the second argument must be the literal 'base64'.",
    hint: 'Other schemes, such as proto, are not supported by this engine.',
  };
}
