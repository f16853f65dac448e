import { toInt, toText, type Value } from '../value.ts';
import type { Apply, ArgumentFault, FunctionTable, LiteralArgument } from './definition.ts';
import { formatTime, unknownFormatField } from './format-time.ts';
import { createTimeReader, type TimeReader } from './parse-time.ts';
import { piecesOf } from './time-pattern.ts';
import { EPOCH_MS_MAX, timeZoneOf } from './time-zone.ts';

/**
 * Dates and texts (developer guide, "Functions"): `parse_time` prints by Joda-Time's patterns,
 * `time_to_epoch` reads by those of JDK 11. Fields of weeks and centuries are not supported.
 */
export const TIME_FUNCTIONS: FunctionTable = {
  parse_time: { argsMin: 2, argsMax: 3, bind: bindPrinter, check: checkPrinted },
  time_to_epoch: { argsMin: 2, argsMax: 2, bind: bindReader, check: checkRead },
};

function bindPrinter(): Apply {
  const pieces = remembered(printedPieces);
  const zones = remembered(timeZoneOf);
  return (args) => {
    const [pattern, timestamp] = args;
    const zoneId = args.length < 3 ? 'UTC' : args[2];
    const epochMs = toInt(timestamp);
    const fields = pieces(pattern);
    const zone = zones(zoneId);
    if (epochMs === undefined || fields === undefined || zone === undefined) return undefined;
    return Math.abs(epochMs) > EPOCH_MS_MAX ? undefined : formatTime(fields, epochMs, zone);
  };
}

function bindReader(): Apply {
  const readers = remembered(readerOf);
  return ([timestamp, pattern]) => {
    const text = toText(timestamp);
    return text === undefined ? undefined : readers(pattern)?.(text);
  };
}

function printedPieces(pattern: string): ReturnType<typeof piecesOf> {
  const pieces = piecesOf(pattern);
  return pieces === undefined || unknownFormatField(pieces) !== undefined ? undefined : pieces;
}

function readerOf(pattern: string): TimeReader | undefined {
  const pieces = piecesOf(pattern);
  const reader = pieces === undefined ? undefined : createTimeReader(pieces);
  return typeof reader === 'function' ? reader : undefined;
}

/** Keeps the last result: patterns and zones are nearly always literals. */
function remembered<T>(make: (text: string) => T): (value: Value) => T | undefined {
  let last: { readonly text: string; readonly made: T } | undefined;
  return (value) => {
    const text = toText(value);
    if (text === undefined) return undefined;
    if (last?.text !== text) last = { text, made: make(text) };
    return last.made;
  };
}

function checkPrinted(literals: readonly LiteralArgument[]): ArgumentFault | undefined {
  const zone = toText(literals[2]?.value);
  if (zone !== undefined && timeZoneOf(zone) === undefined) {
    return { text: `"${zone}" is not a time zone.`, hint: 'Use UTC, an IANA name, or +hh:mm.' };
  }
  return checkPattern(literals[0], (pieces) => unknownFormatField(pieces));
}

function checkRead(literals: readonly LiteralArgument[]): ArgumentFault | undefined {
  return checkPattern(literals[1], (pieces) => {
    const reader = createTimeReader(pieces);
    return typeof reader === 'function' ? undefined : reader.unsupported;
  });
}

function checkPattern(
  literal: LiteralArgument,
  unsupported: (pieces: NonNullable<ReturnType<typeof piecesOf>>) => string | undefined,
): ArgumentFault | undefined {
  const text = toText(literal?.value);
  if (text === undefined) return undefined;
  const pieces = piecesOf(text);
  if (pieces === undefined) return { text: `"${text}" is not a date pattern.` };
  const field = unsupported(pieces);
  if (field === undefined) return undefined;
  return { text: `the field ${field} of the date pattern "${text}" is not supported.` };
}
