import { PmSimError } from './errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/gy;

/**
 * Reads `500ms`, `10s`, `5m`, `2h`, `1d` or a sum such as `1h30m` into milliseconds.
 * @throws PmSimError `duration/invalid`
 */
export function parseDuration(text: string): number {
  const source = text.trim();
  let total = 0;
  let end = 0;
  for (const match of source.matchAll(PART)) {
    total += Number(match[1]) * (UNIT_MS[match[2] as string] as number);
    end = match.index + match[0].length;
  }
  if (end === 0 || end !== source.length) {
    throw new PmSimError('duration/invalid', `"${text}" is not a duration.`, {
      hint: 'Write a number with a unit: 500ms, 10s, 5m, 2h, 1d, or a sum such as 1h30m.',
    });
  }
  return total;
}

/** Shortest exact-looking form for people: `1h 30m`, `12s`, `450ms`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)}s`;
  const parts: string[] = [];
  let rest = Math.round(ms / 1_000) * 1_000;
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const size = UNIT_MS[unit] as number;
    if (rest >= size) parts.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  return parts.slice(0, 2).join(' ');
}
