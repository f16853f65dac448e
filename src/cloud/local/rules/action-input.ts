import { isUtf8 } from 'node:buffer';
import { PmSimError } from '../../../runtime/errors.ts';
import { bufferOf } from '../../rules/message.ts';
import { isObject, type Value } from '../../rules/sql/value.ts';

/** The result of a statement in the forms that actions take it; made once, shared by all of them. */
export interface ActionInput {
  bytes(): Uint8Array;
  base64(): string;
  /** @throws PmSimError `rules/action-input` if the bytes are no UTF-8 text. */
  text(): string;
  /** @throws PmSimError `rules/action-input` unless the result is JSON. */
  json(): Uint8Array;
  /** @throws PmSimError `rules/action-input` unless the result is a JSON object. */
  object(): Readonly<Record<string, unknown>>;
}

/**
 * A JSON result: exactly the bytes of `JSON.stringify`. Undefined by itself is the empty text (guide,
 * "Data types").
 * @throws RangeError if the value is nested too deeply to serialise.
 */
export function jsonInput(value: Value): ActionInput {
  const text = value === undefined ? '' : JSON.stringify(value);
  const bytes = Buffer.from(text);
  return {
    bytes: () => bytes,
    base64: () => bytes.toString('base64'),
    text: () => text,
    json: () => bytes,
    object: () => {
      if (isObject(value)) return value;
      throw inputError('takes a JSON object, but the statement gave something else');
    },
  };
}

/** A binary payload that `SELECT *` passed through, as it is. */
export function binaryInput(payload: Uint8Array): ActionInput {
  return {
    bytes: () => payload,
    base64: () => bufferOf(payload).toString('base64'),
    text: () => {
      if (isUtf8(payload)) return bufferOf(payload).toString('utf8');
      throw inputError('takes text, but the payload is not UTF-8');
    },
    json: refuseBinary,
    object: refuseBinary,
  };
}

function refuseBinary(): never {
  throw inputError("takes JSON, but the payload is binary; select encode(*, 'base64') AS data");
}

function inputError(text: string): PmSimError {
  return new PmSimError('rules/action-input', `The action ${text}.`);
}
