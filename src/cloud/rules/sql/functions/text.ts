import { isArray, toInt, toIntDown, toText, type Value } from '../value.ts';
import { fixed, type FunctionTable, type SqlFunction } from './definition.ts';

/** Most spaces that `lpad` and `rpad` add. */
const PAD_MAX = 1000;

/** String functions (developer guide, "Functions"; each name is a heading there). */
export const TEXT_FUNCTIONS: FunctionTable = {
  chr: fixed(1, ([code]) => characterOf(code)),
  concat: { argsMin: 0, argsMax: Number.POSITIVE_INFINITY, bind: () => concat },
  endswith: ofTexts((text, end) => text.endsWith(end)),
  indexof: ofTexts((text, part) => text.indexOf(part)),
  length: ofText((text) => Array.from(text).length),
  lower: ofText((text) => text.toLowerCase()),
  lpad: ofPadding((text, spaces) => spaces + text),
  ltrim: ofText((text) => text.replace(/^[ \t]+/, '')),
  numbytes: ofText((text) => Buffer.byteLength(text)),
  replace: fixed(3, (args) => replaceAll(args)),
  rpad: ofPadding((text, spaces) => text + spaces),
  rtrim: ofText((text) => text.replace(/[ \t]+$/, '')),
  startswith: ofTexts((text, start) => text.startsWith(start)),
  substring: { argsMin: 2, argsMax: 3, bind: () => substring },
  trim: ofText((text) => text.trim()),
  upper: ofText((text) => text.toUpperCase()),
};

function ofText(compute: (text: string) => Value): SqlFunction {
  return fixed(1, ([value]) => {
    const text = toText(value);
    return text === undefined ? undefined : compute(text);
  });
}

function ofTexts(compute: (left: string, right: string) => Value): SqlFunction {
  return fixed(2, ([left, right]) => {
    const a = toText(left);
    const b = toText(right);
    return a === undefined || b === undefined ? undefined : compute(a, b);
  });
}

function ofPadding(join: (text: string, spaces: string) => string): SqlFunction {
  return fixed(2, ([value, count]) => {
    const text = toText(value);
    const spaces = toIntDown(count);
    if (text === undefined || spaces === undefined) return undefined;
    return join(text, ' '.repeat(Math.min(Math.max(spaces, 0), PAD_MAX)));
  });
}

function replaceAll(args: readonly Value[]): Value {
  const [text, search, replacement] = args.map(toText);
  if (text === undefined || search === undefined || replacement === undefined) return undefined;
  return text.replaceAll(search, () => replacement);
}

/** ASCII only, as its page says. */
function characterOf(value: Value): Value {
  const code = toIntDown(value);
  if (code === undefined || code < 0 || code > 127) return undefined;
  return String.fromCharCode(code);
}

/**
 * Arrays join into one array, otherwise texts into one text, and a single argument is itself. Two
 * numbers alone are Undefined: the table asks for at least one String.
 */
function concat(args: readonly Value[]): Value {
  if (args.length < 2) return args[0];
  if (args.some(isArray)) {
    return args.flatMap((item) => (isArray(item) ? [...item] : item === undefined ? [] : [item]));
  }
  const texts = args.map(toText);
  const joinable = args.some((item) => typeof item === 'string') && !texts.includes(undefined);
  return joinable ? texts.join('') : undefined;
}

/** Indices count UTF-16 units, are cut to the text, and lose their decimals. */
function substring(args: readonly Value[]): Value {
  const text = toText(args[0]);
  const start = indexOf(args[1]);
  if (text === undefined || start === undefined) return undefined;
  if (args.length === 2) return text.slice(Math.max(start, 0));
  const end = indexOf(args[2]);
  if (end === undefined) return undefined;
  return start >= end ? '' : text.slice(Math.max(start, 0), Math.max(end, 0));
}

/** The examples cut 2.745 to 2, which is not the rounding of the general conversion table. */
function indexOf(value: Value): number | undefined {
  return typeof value === 'number' ? Math.trunc(value) : toInt(value);
}
