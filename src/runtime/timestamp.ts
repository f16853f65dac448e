/** How timestamps without a zone are read: minutes east of Greenwich. */
export interface TimestampOptions {
  readonly zoneOffsetMin: number;
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/iu;
const EPOCH = /^-?\d{9,19}(?:\.\d+)?$/u;

/**
 * Reads ISO 8601 (with `T` or a blank, with or without seconds, fraction and zone) or seconds,
 * milliseconds, microseconds or nanoseconds since the epoch, told apart by their size.
 * @returns ms since the epoch, or undefined when it is none of these or no date of the calendar;
 * `03/04/2024` is none of these, since nobody can say which month it means
 */
export function parseTimestamp(
  value: string | number,
  options: TimestampOptions,
): number | undefined {
  const text = String(value).trim();
  if (EPOCH.test(text)) return epochMs(Number(text));
  const match = ISO.exec(text);
  return match === null ? undefined : calendarMs(match, options);
}

/** Below this a count is in seconds (year 5138), then milliseconds, microseconds, nanoseconds. */
const SECONDS_MAX = 1e11;

function epochMs(count: number): number {
  const size = Math.abs(count);
  if (size < SECONDS_MAX) return Math.round(count * 1_000);
  if (size < SECONDS_MAX * 1e3) return Math.round(count);
  return Math.round(size < SECONDS_MAX * 1e6 ? count / 1e3 : count / 1e6);
}

function calendarMs(match: RegExpExecArray, options: TimestampOptions): number | undefined {
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((i) =>
    Number(match[i] ?? 0),
  ) as [number, number, number, number, number, number];
  const fraction = Math.round(Number(`0.${match[7] ?? '0'}`) * 1_000);
  if (month < 1 || month > 12 || hour > 24 || minute > 59 || second > 60) return undefined;
  const midnight = Date.UTC(year, month - 1, day);
  // A day that the month does not have rolls over; the calendar says so.
  if (new Date(midnight).getUTCDate() !== day) return undefined;
  const offsetMin = zoneMinutes(match[8]) ?? options.zoneOffsetMin;
  return midnight + ((hour * 60 + minute - offsetMin) * 60 + second) * 1_000 + fraction;
}

function zoneMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  if (/^(?:Z|UTC)$/iu.test(zone)) return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0));
}
