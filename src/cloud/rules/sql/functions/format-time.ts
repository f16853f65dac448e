import { MONTHS, shortName, WEEKDAYS, type PatternPiece } from './time-pattern.ts';
import { offsetText, type TimeZone } from './time-zone.ts';

/** An instant and the local date of its zone, which is read through the UTC getters. */
interface Moment {
  readonly epochMs: number;
  readonly local: Date;
  readonly zone: TimeZone;
}

type Field = (moment: Moment, count: number) => string;

/** Whether every field of a pattern is one that `formatTime` prints; else the letter that is not. */
export function unknownFormatField(pieces: readonly PatternPiece[]): string | undefined {
  return pieces.find(
    (piece): piece is Extract<PatternPiece, { kind: 'field' }> =>
      piece.kind === 'field' && !FIELDS.has(piece.letter),
  )?.letter;
}

/** Prints an instant by a pattern of Joda-Time's DateTimeFormat. */
export function formatTime(
  pieces: readonly PatternPiece[],
  epochMs: number,
  zone: TimeZone,
): string {
  const moment: Moment = { epochMs, local: new Date(epochMs + zone.offsetMs(epochMs)), zone };
  return pieces
    .map((piece) =>
      piece.kind === 'text' ? piece.text : (FIELDS.get(piece.letter)?.(moment, piece.count) ?? ''),
    )
    .join('');
}

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['G', ({ local }) => (local.getUTCFullYear() > 0 ? 'AD' : 'BC')],
  ['y', ({ local }, count) => yearText(local.getUTCFullYear(), count)],
  ['Y', ({ local }, count) => yearText(yearOfEra(local.getUTCFullYear()), count)],
  ['M', ({ local }, count) => monthText(local.getUTCMonth(), count)],
  ['d', number(({ local }) => local.getUTCDate())],
  ['D', number(({ local }) => dayOfYear(local))],
  ['E', ({ local }, count) => nameText(WEEKDAYS[local.getUTCDay()] ?? '', count)],
  ['e', number(({ local }) => local.getUTCDay() || 7)],
  ['a', ({ local }) => (local.getUTCHours() < 12 ? 'AM' : 'PM')],
  ['H', number(({ local }) => local.getUTCHours())],
  ['k', number(({ local }) => local.getUTCHours() || 24)],
  ['K', number(({ local }) => local.getUTCHours() % 12)],
  ['h', number(({ local }) => local.getUTCHours() % 12 || 12)],
  ['m', number(({ local }) => local.getUTCMinutes())],
  ['s', number(({ local }) => local.getUTCSeconds())],
  ['S', ({ local }, count) => fraction(local.getUTCMilliseconds(), count)],
  ['z', ({ zone, epochMs }, count) => zone.name(epochMs, count < 4 ? 'short' : 'long')],
  ['Z', ({ zone, epochMs }, count) => zoneOffset(zone, epochMs, count)],
]);

function number(value: (moment: Moment) => number): Field {
  return (moment, count) => String(value(moment)).padStart(count, '0');
}

/** Two letters print the last two digits. */
function yearText(year: number, count: number): string {
  if (count === 2) return String(Math.abs(year) % 100).padStart(2, '0');
  const digits = String(Math.abs(year)).padStart(count, '0');
  return year < 0 ? `-${digits}` : digits;
}

function yearOfEra(year: number): number {
  return year > 0 ? year : 1 - year;
}

function monthText(month: number, count: number): string {
  return count < 3 ? String(month + 1).padStart(count, '0') : nameText(MONTHS[month] ?? '', count);
}

function nameText(name: string, count: number): string {
  return count < 4 ? shortName(name) : name;
}

function fraction(milliseconds: number, count: number): string {
  return String(milliseconds).padStart(3, '0').padEnd(count, '0').slice(0, count);
}

function dayOfYear(local: Date): number {
  const first = Date.UTC(local.getUTCFullYear(), 0, 1);
  return Math.floor((local.getTime() - first) / 86_400_000) + 1;
}

function zoneOffset(zone: TimeZone, epochMs: number, count: number): string {
  return count > 2 ? zone.id : offsetText(zone.offsetMs(epochMs), count === 2 ? ':' : '');
}
