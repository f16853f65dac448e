/** A time zone by its offset from UTC at an instant, both in milliseconds. */
export interface TimeZone {
  readonly id: string;
  offsetMs(epochMs: number): number;
  /** `CST`, or with `long` `Central Standard Time`, as the platform's English names have it. */
  name(epochMs: number, form: 'short' | 'long'): string;
}

/** Farthest instant that JavaScript dates reach (ECMA-262 §21.4.1.1). */
export const EPOCH_MS_MAX = 8.64e15;

const OFFSET = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/;
const OFFSET_HOURS_MAX = 18;

/** A zone from an IANA name, `UTC`, `GMT`, `Z`, or an offset such as `+02:00` or `UTC+01:00`. */
export function timeZoneOf(id: string): TimeZone | undefined {
  if (id === 'Z') return fixedZone('UTC', 0);
  const match = OFFSET.exec(id);
  if (match === null) return namedZone(id);
  const [, sign, hours, minutes] = match;
  if (Number(hours) > OFFSET_HOURS_MAX) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
  return fixedZone(id, sign === '-' ? -offset : offset);
}

/** The instant at which clocks of the zone show this local time, given as if it were UTC. */
export function instantOf(localMs: number, zone: TimeZone): number {
  const near = localMs - zone.offsetMs(localMs);
  return localMs - zone.offsetMs(near);
}

/** `+02:00` or, without colon, `+0200`. */
export function offsetText(offsetMs: number, colon: string): string {
  const minutes = Math.round(Math.abs(offsetMs) / MINUTE_MS);
  const sign = offsetMs < 0 ? '-' : '+';
  return sign + twoDigits(Math.floor(minutes / 60)) + colon + twoDigits(minutes % 60);
}

const MINUTE_MS = 60_000;

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function fixedZone(id: string, offset: number): TimeZone {
  return {
    id,
    offsetMs: () => offset,
    name: () => (offset === 0 ? 'UTC' : offsetText(offset, ':')),
  };
}

function namedZone(id: string): TimeZone | undefined {
  try {
    const fields = new Intl.DateTimeFormat('en-US', { ...LOCAL_FIELDS, timeZone: id });
    return {
      id,
      offsetMs: (epochMs) => localMsOf(fields, epochMs) - Math.floor(epochMs / 1000) * 1000,
      name: (epochMs, form) => zoneName(id, epochMs, form),
    };
  } catch {
    return undefined;
  }
}

const LOCAL_FIELDS = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  era: 'short',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

function localMsOf(fields: Intl.DateTimeFormat, epochMs: number): number {
  const parts = new Map(fields.formatToParts(epochMs).map(({ type, value }) => [type, value]));
  const field = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const date = new Date(0);
  const era = parts.get('era') ?? 'A';
  date.setUTCFullYear(
    era.startsWith('B') ? 1 - field('year') : field('year'),
    field('month') - 1,
    field('day'),
  );
  date.setUTCHours(field('hour'), field('minute'), field('second'));
  return date.getTime();
}

function zoneName(id: string, epochMs: number, form: 'short' | 'long'): string {
  const named = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: form });
  return named.formatToParts(epochMs).find(({ type }) => type === 'timeZoneName')?.value ?? id;
}
