import { MONTHS, shortName, WEEKDAYS, type PatternPiece } from './time-pattern.ts';
import { instantOf, timeZoneOf } from './time-zone.ts';

/** Reads timestamps of one pattern; Undefined for a text that does not fit. */
export type TimeReader = (text: string) => number | undefined;

/** What was read of a date so far. */
interface Fields {
  year?: number;
  month?: number;
  day?: number;
  weekday?: number;
  hour?: number;
  hour12?: number;
  afternoon?: boolean;
  minute?: number;
  second?: number;
  millisecond?: number;
  zone?: string;
}

interface FieldReader {
  readonly pattern: string;
  readonly store: (fields: Fields, text: string) => void;
}

/**
 * A reader for a pattern of the JDK's DateTimeFormatter; a text without a zone is UTC. The result is
 * milliseconds since the epoch.
 * @returns the letters that are not supported instead, if there are any.
 */
export function createTimeReader(
  pieces: readonly PatternPiece[],
): TimeReader | { readonly unsupported: string } {
  const readers: FieldReader[] = [];
  let pattern = '';
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      pattern += escaped(piece.text);
      continue;
    }
    const reader = readerOf(piece.letter, piece.count);
    if (reader === undefined) return { unsupported: piece.letter.repeat(piece.count) };
    readers.push(reader);
    pattern += `(${reader.pattern})`;
  }
  const expression = new RegExp(`^${pattern}$`, 'u');
  return (text) => {
    const match = expression.exec(text);
    if (match === null) return undefined;
    const fields: Fields = {};
    for (const [index, reader] of readers.entries()) reader.store(fields, match[index + 1] ?? '');
    return instantOfFields(fields);
  };
}

function readerOf(letter: string, count: number): FieldReader | undefined {
  const numeric = NUMERIC.get(letter);
  if (numeric !== undefined) return digits(count, numeric);
  return SPECIAL.get(letter)?.(count);
}

type Store = (fields: Fields, value: number) => void;

const NUMERIC: ReadonlyMap<string, Store> = new Map<string, Store>([
  ['d', (fields, value) => void (fields.day = value)],
  ['H', (fields, value) => void (fields.hour = value)],
  ['k', (fields, value) => void (fields.hour = value === 24 ? 0 : value)],
  ['h', (fields, value) => void (fields.hour12 = value === 12 ? 0 : value)],
  ['K', (fields, value) => void (fields.hour12 = value)],
  ['m', (fields, value) => void (fields.minute = value)],
  ['s', (fields, value) => void (fields.second = value)],
]);

const SPECIAL: ReadonlyMap<string, (count: number) => FieldReader | undefined> = new Map([
  ['y', yearReader],
  ['u', yearReader],
  ['M', monthReader],
  ['E', weekdayReader],
  ['S', fractionReader],
  ['a', () => afternoonReader],
  ['z', () => zoneReader('[A-Za-z0-9_+:/-]+')],
  ['V', (count) => (count === 2 ? zoneReader('[A-Za-z0-9_+:/-]+') : undefined)],
  ['X', (count) => zoneReader(`Z|${offsetPattern(count)}`)],
  ['x', (count) => zoneReader(offsetPattern(count))],
  ['Z', (count) => zoneReader(count < 4 ? String.raw`[+-]\d{4}` : String.raw`Z|[+-]\d{2}:\d{2}`)],
]);

/** One letter reads any number of digits, more letters exactly that many. */
function digits(count: number, store: Store): FieldReader {
  return {
    pattern: count === 1 ? String.raw`\d{1,2}` : String.raw`\d{${count}}`,
    store: (fields, text) => store(fields, Number(text)),
  };
}

/** Two letters are the years 2000 to 2099. */
function yearReader(count: number): FieldReader {
  return {
    pattern: count === 2 ? String.raw`\d{2}` : String.raw`\d{${count === 1 ? 1 : count},9}`,
    store: (fields, text) => void (fields.year = Number(text) + (count === 2 ? 2000 : 0)),
  };
}

function monthReader(count: number): FieldReader {
  if (count < 3) return digits(count, (fields, value) => void (fields.month = value));
  const names = count === 3 ? MONTHS.map(shortName) : MONTHS;
  return {
    pattern: names.join('|'),
    store: (fields, text) => void (fields.month = names.indexOf(text) + 1),
  };
}

function weekdayReader(count: number): FieldReader {
  const names = count < 4 ? WEEKDAYS.map(shortName) : WEEKDAYS;
  return {
    pattern: names.join('|'),
    store: (fields, text) => void (fields.weekday = names.indexOf(text)),
  };
}

function fractionReader(count: number): FieldReader {
  return {
    pattern: String.raw`\d{${count}}`,
    store: (fields, text) =>
      void (fields.millisecond = Math.floor(Number(`0.${text}`) * 1000 + 1e-9)),
  };
}

const afternoonReader: FieldReader = {
  pattern: 'AM|PM',
  store: (fields, text) => void (fields.afternoon = text === 'PM'),
};

function zoneReader(pattern: string): FieldReader {
  return { pattern, store: (fields, text) => void (fields.zone = text) };
}

function offsetPattern(count: number): string {
  if (count === 1) return String.raw`[+-]\d{2}(?:\d{2})?`;
  return count === 2 ? String.raw`[+-]\d{4}` : String.raw`[+-]\d{2}:\d{2}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`);
}

/** A date needs year, month and day; a time of day that is not there is midnight. */
function instantOfFields(fields: Fields): number | undefined {
  const date = dateMs(fields);
  const time = timeMs(fields);
  const zone = timeZoneOf(fields.zone ?? 'UTC');
  if (date === undefined || time === undefined || zone === undefined) return undefined;
  const instant = instantOf(date + time, zone);
  return Number.isFinite(instant) ? instant : undefined;
}

/** A day past the end of its month is the last of it (JDK, ResolverStyle.SMART). */
function dateMs({ year, month, day, weekday }: Fields): number | undefined {
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const last = new Date(0);
  last.setUTCFullYear(year, month, 0);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, Math.min(day, last.getUTCDate()));
  return weekday === undefined || weekday === date.getUTCDay() ? date.getTime() : undefined;
}

function timeMs(fields: Fields): number | undefined {
  const { minute = 0, second = 0, millisecond = 0, hour12, afternoon } = fields;
  const hour = hour12 === undefined ? (fields.hour ?? 0) : hour12 + (afternoon === true ? 12 : 0);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}
