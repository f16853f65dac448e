import { PmSimError } from '../../runtime/errors.ts';

/** Unit at the end of a metric's name, and how headers of recorded files spell it. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  c: ['c', '°c', 'ºc', 'degc', 'deg c', 'celsius'],
  f: ['f', '°f', 'ºf', 'degf', 'deg f', 'fahrenheit'],
  k: ['k', 'kelvin'],
  pa: ['pa'],
  kpa: ['kpa'],
  bar: ['bar', 'bara', 'barg'],
  psi: ['psi', 'psia', 'psig'],
  w: ['w'],
  kw: ['kw'],
  mw: ['mw'],
  ms: ['m/s', 'mps'],
  kmh: ['km/h', 'kmh', 'kph'],
  mph: ['mph'],
  mms: ['mm/s'],
  ips: ['in/s', 'ips'],
  hz: ['hz'],
  rpm: ['rpm', '1/min', 'r/min'],
};

/** `Oil temperature [°F]` or `Oil (degF)`. */
const BRACKETS = /[[(]([^\])]+)[\])]\s*$/u;

/**
 * Refuses a column whose header names another unit than the metric that it is to feed.
 * @throws PmSimError `replay/unit`
 */
export function requireSameUnits(metrics: Readonly<Record<string, string>>, file: string): void {
  for (const [metric, column] of Object.entries(metrics)) {
    const [wanted, written] = [unitOfMetric(metric), unitOfHeader(column)];
    if (wanted === undefined || written === undefined || wanted === written) continue;
    throw new PmSimError(
      'replay/unit',
      `${file}:1: the column "${column}" is in ${spelled(written)}, the metric ${metric} in ${spelled(wanted)}.`,
      { hint: `Convert the column, or map it to a metric whose name ends in _${written}.` },
    );
  }
}

function unitOfMetric(metric: string): string | undefined {
  const last = metric.replace(/_\d+$/u, '').split('_').at(-1) ?? '';
  return metric.includes('_') && last in SPELLINGS ? last : undefined;
}

function unitOfHeader(column: string): string | undefined {
  const text = BRACKETS.exec(column)?.[1]?.trim().toLowerCase();
  if (text === undefined) return undefined;
  return Object.keys(SPELLINGS).find((unit) => SPELLINGS[unit]?.includes(text));
}

function spelled(unit: string): string {
  return { c: '°C', f: '°F', k: 'K', ms: 'm/s', mms: 'mm/s', ips: 'in/s' }[unit] ?? unit;
}
