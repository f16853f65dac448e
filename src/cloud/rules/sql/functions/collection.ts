import {
  isArray,
  isObject,
  member,
  toInt,
  toText,
  type Value,
  type ValueObject,
} from '../value.ts';
import {
  fixed,
  type ArgumentFault,
  type FunctionTable,
  type LiteralArgument,
} from './definition.ts';

/** Largest result of `transform`, bytes of JSON. */
const TRANSFORM_BYTES_MAX = 128 * 1024;

/** Functions on values of any kind (developer guide, "Functions"). */
export const COLLECTION_FUNCTIONS: FunctionTable = {
  get: fixed(2, ([collection, key]) => get(collection, key)),
  isnull: fixed(1, ([value]) => value === null),
  isundefined: fixed(1, ([value]) => value === undefined),
  nanvl: fixed(2, ([value, otherwise]) =>
    value === undefined || value === null ? otherwise : value,
  ),
  transform: { ...fixed(3, transform), check: checkMode },
};

/** Index of an array or text, counted from 0 as its table says, or member of an object. */
function get(collection: Value, key: Value): Value {
  if (isObject(collection)) return typeof key === 'string' ? member(collection, key) : undefined;
  const index = toInt(key);
  if (index === undefined || index < 0) return undefined;
  if (isArray(collection)) return collection[index];
  return typeof collection === 'string' ? collection[index] : undefined;
}

function transform([mode, attributes, elements]: readonly Value[]): Value {
  if (mode !== ENRICH_ARRAY || !isObject(attributes) || !isArray(elements)) return undefined;
  if (!elements.every(isObject)) return undefined;
  const enriched = elements.map((element): ValueObject => ({ ...element, ...attributes }));
  return Buffer.byteLength(JSON.stringify(enriched)) > TRANSFORM_BYTES_MAX ? undefined : enriched;
}

const ENRICH_ARRAY = 'enrichArray';

function checkMode(literals: readonly LiteralArgument[]): ArgumentFault | undefined {
  const [mode] = literals;
  if (mode === undefined || mode.value === ENRICH_ARRAY) return undefined;
  return {
    text: `transform has no mode ${toText(mode.value) ?? 'of that kind'}.`,
    hint: `The only mode is "${ENRICH_ARRAY}".`,
  };
}
