import { COLLECTION_FUNCTIONS } from './collection.ts';
import type { FunctionTable, SqlFunction } from './definition.ts';
import { ENCODING_FUNCTIONS } from './encoding.ts';
import { MESSAGE_FUNCTIONS } from './message.ts';
import { NUMERIC_FUNCTIONS } from './numeric.ts';
import { REGEXP_FUNCTIONS } from './regexp.ts';
import { TEXT_FUNCTIONS } from './text.ts';
import { TIME_FUNCTIONS } from './time.ts';

const FUNCTIONS: FunctionTable = {
  ...COLLECTION_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...MESSAGE_FUNCTIONS,
  ...NUMERIC_FUNCTIONS,
  ...REGEXP_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...TIME_FUNCTIONS,
};

/** Every function that the engine has, in lower case. */
export const FUNCTION_NAMES: readonly string[] = Object.keys(FUNCTIONS).toSorted();

/** Functions that AWS has and this engine refuses by name; they call other services or need MQTT 5. */
export const REFUSED_FUNCTIONS: ReadonlySet<string> = new Set([
  'aws_lambda',
  'get_dynamodb',
  'get_mqtt_property',
  'get_or_default',
  'get_registry_data',
  'get_secret',
  'get_thing_shadow',
  'get_user_properties',
  'machinelearning_predict',
  'sourceip',
]);

export function functionNamed(name: string): SqlFunction | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(FUNCTIONS, lower) ? FUNCTIONS[lower] : undefined;
}
