import { PmSimError } from '../../runtime/errors.ts';

/** Values of a metric that a sensor can deliver, both ends included. */
export interface PlausibleRange {
  readonly metric: string;
  readonly min: number;
  readonly max: number;
}

/**
 * What instruments of predictive maintenance can show at all, by the unit at the end of the metric's
 * name; wider than any normal operation. Engineering judgement.
 */
const BY_UNIT: readonly (readonly [suffix: string, min: number, max: number])[] = [
  ['ambient_c', -60, 60],
  ['_c', -60, 250],
  ['_k', 150, 2_000],
  ['_pct', -5, 105],
  ['_hz', 0, 25_000],
  ['wind_speed_ms', 0, 90],
  ['_deg', -720, 720],
  ['_pa', 0, 2e8],
  ['_bar', -1, 2_000],
  ['_mms', 0, 1_000],
];

const RANGE = /^(?<metric>[^=]+)=(?<min>[^.]*(?:\.\d+)?)\.\.(?<max>.*)$/u;

/**
 * Reads `gear_oil_c=-40..120`; an end may be left out.
 * @throws PmSimError `replay/range`
 */
export function parseRange(text: string): PlausibleRange {
  const groups = RANGE.exec(text.trim())?.groups;
  const min = bound(groups?.['min'], Number.NEGATIVE_INFINITY);
  const max = bound(groups?.['max'], Number.POSITIVE_INFINITY);
  if (groups === undefined || Number.isNaN(min) || Number.isNaN(max) || min > max) {
    throw new PmSimError('replay/range', `"${text}": expected METRIC=MIN..MAX with MIN <= MAX.`, {
      hint: 'For example gear_oil_c=-40..120, or power_kw=..2500.',
    });
  }
  return { metric: (groups['metric'] as string).trim(), min, max };
}

function bound(text: string | undefined, absent: number): number {
  return text === undefined || text.trim() === '' ? absent : Number(text);
}

/** Looks up the range of a metric once; the given ones go before those of the unit. */
export function rangeLookup(
  given: readonly PlausibleRange[],
): (metric: string) => PlausibleRange | undefined {
  const cache = new Map<string, PlausibleRange | undefined>();
  return (metric) => {
    if (!cache.has(metric)) cache.set(metric, rangeOf(metric, given));
    return cache.get(metric);
  };
}

function rangeOf(metric: string, given: readonly PlausibleRange[]): PlausibleRange | undefined {
  const own = given.findLast((range) => range.metric === metric);
  const unit = BY_UNIT.find(([suffix]) => metric.endsWith(suffix));
  return own ?? (unit === undefined ? undefined : { metric, min: unit[1], max: unit[2] });
}
