import type { AlertItem } from './alert-item.ts';

/** Signals listed as the cause; beyond five, a person reads none of them. Engineering judgement. */
const SIGNALS_MAX = 5;
/** A signal with a smaller share of the score says nothing. Engineering judgement. */
const SHARE_MIN = 0.05;
/** Other readings listed: what the machine was doing at the time. */
const READINGS_MAX = 8;
/** Zoom of the map: a wind farm or a factory with its roads. */
const MAP_ZOOM = 14;

/**
 * What a crew needs to act, in the order in which they ask: what, which device, where, since when, how
 * bad, what was measured and what is normal, which signals, what the machine was doing, how to answer.
 * Plain text, one fact a line, so that it reads on a telephone.
 */
export function alertText(item: AlertItem): string {
  const signals = item.attribution.slice(0, SIGNALS_MAX).filter(({ share }) => share >= SHARE_MIN);
  const named = new Set([item.metric, ...signals.map(({ metric }) => metric)]);
  const readings = Object.entries(item.values).filter(([metric]) => !named.has(metric));
  return [
    item.reason,
    '',
    `Device:    ${item.device} (serial ${item.serial})`,
    ...placeLines(item),
    `Since:     ${instant(item.openedAt)}`,
    `Severity:  ${item.severity} (score ${shown(item.score)}, ${excess(item)})`,
    `Measured:  ${item.metric} = ${shown(item.value)}${normal(item)}`,
    'Signals:',
    ...signals.map((signal) => signalLine(signal, item)),
    ...(readings.length === 0
      ? []
      : ['Meanwhile:', ...readings.slice(0, READINGS_MAX).map(reading)]),
    '',
    `Alert id:  ${item.id}`,
    `Seen it?   pm-sim alerts ack '${item.id}'`,
  ].join('\n');
}

function placeLines({ site, latitude, longitude }: AlertItem): readonly string[] {
  if (latitude === undefined || longitude === undefined) return [`Place:     ${site}`];
  const marker = `mlat=${latitude}&mlon=${longitude}`;
  const view = `map=${MAP_ZOOM}/${latitude}/${longitude}`;
  return [
    `Place:     ${site} (${latitude}, ${longitude})`,
    `Map:       https://www.openstreetmap.org/?${marker}#${view}`,
  ];
}

/** How far above the threshold: what tells a strong alert from a doubtful one. */
function excess({ score, threshold }: AlertItem): string {
  const above = `alert above ${shown(threshold)}`;
  return threshold > 0 ? `${above}: ${times(score / threshold)}` : above;
}

function normal({ value, expected }: AlertItem): string {
  if (expected === undefined) return '';
  const difference = value - expected;
  const sign = difference < 0 ? '' : '+';
  return `, normal here: ${shown(expected)} (${sign}${shown(difference)})`;
}

function signalLine(
  { metric, share }: AlertItem['attribution'][number],
  { values }: AlertItem,
): string {
  const value = values[metric];
  const measured = value === undefined ? '' : ` (${shown(value)})`;
  return `  ${metric}  ${Math.round(share * 100)} %${measured}`;
}

function reading([metric, value]: readonly [string, number]): string {
  return `  ${metric}  ${shown(value)}`;
}

/** Seconds and the zone in words: mail programs show no zone of their own for it. */
function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function times(ratio: number): string {
  return `${Number(ratio.toPrecision(2))} times that`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
