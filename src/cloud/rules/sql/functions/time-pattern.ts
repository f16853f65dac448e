/** A piece of a date pattern: a run of one letter, or text that stands for itself. */
export type PatternPiece =
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string };

/** Longest pattern read; longer ones are no pattern of anybody's. */
const PATTERN_CHARS_MAX = 256;

/**
 * Splits a pattern of Joda-Time or of the JDK, which agree on this: letters are fields, quoted text
 * and everything else stands for itself, two quotes are one. Undefined if a quote is not closed.
 */
export function piecesOf(pattern: string): readonly PatternPiece[] | undefined {
  if (pattern.length > PATTERN_CHARS_MAX) return undefined;
  const pieces: PatternPiece[] = [];
  let rest = pattern;
  while (rest !== '') {
    const match = /^(?:([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']+)/.exec(rest);
    if (match === null) return undefined;
    const [whole, letter, quoted] = match;
    if (letter !== undefined) pieces.push({ kind: 'field', letter, count: whole.length });
    else pieces.push({ kind: 'text', text: textOf(whole, quoted) });
    rest = rest.slice(whole.length);
  }
  return pieces;
}

function textOf(whole: string, quoted: string | undefined): string {
  if (quoted === undefined) return whole;
  return quoted === '' ? "'" : quoted.replaceAll("''", "'");
}

export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const WEEKDAYS: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];

/** Short names of months and weekdays are the first three letters. */
export function shortName(name: string): string {
  return name.slice(0, 3);
}
