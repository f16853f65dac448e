import type { Alarm } from '../../stack/stack.ts';
import { MINUTE_MS, type MetricName, type MetricStore, type StatisticSet } from './metric-store.ts';

export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm of the stack with its state. */
export interface LiveAlarm {
  readonly alarm: Alarm;
  readonly metric: MetricName;
  readonly state: AlarmStateValue;
  readonly reason: string;
  /** Ms since the epoch. */
  readonly changedAt: number;
}

export interface Judgement {
  readonly state: 'OK' | 'ALARM';
  readonly reason: string;
}

/**
 * Judges the last whole minutes before `at`: in alarm when the statistic was above the limit in each of
 * them. A minute without data is no breach (CloudWatch user guide, "Configuring how CloudWatch alarms
 * treat missing data": `notBreaching`).
 */
export function judge(
  { alarm, metric, state }: LiveAlarm,
  store: MetricStore,
  at: number,
): Judgement {
  const newest = Math.floor(at / MINUTE_MS) - 1;
  const points = Array.from({ length: alarm.minutes }, (_, back): Point => {
    const from = (newest - back) * MINUTE_MS;
    return { from, value: valueOf(store.within(metric, from, MINUTE_MS), alarm.statistic) };
  });
  const breaching = points.filter(({ value }) => value !== undefined && value > alarm.above);
  const isAlarm = breaching.length === points.length;
  const next = isAlarm ? 'ALARM' : 'OK';
  return { state: next, reason: reasonOf({ alarm, points, before: state, next }) };
}

interface Point {
  readonly from: number;
  readonly value: number | undefined;
}

interface Transition {
  readonly alarm: Alarm;
  readonly points: readonly Point[];
  readonly before: AlarmStateValue;
  readonly next: 'OK' | 'ALARM';
}

function valueOf(set: StatisticSet | undefined, statistic: Alarm['statistic']): number | undefined {
  return statistic === 'Sum' ? set?.sum : set?.max;
}

/** In the words of CloudWatch. */
function reasonOf({ alarm, points, before, next }: Transition): string {
  const shown = points.flatMap(({ value, from }) =>
    value === undefined ? [] : [`${decimal(value)} (${dayAndTime(from)})`],
  );
  const limit = `the threshold (${decimal(alarm.above)})`;
  if (shown.length === 0) {
    const periods = count(points.length, 'period');
    const [were, missing] = [
      points.length === 1 ? 'was' : 'were',
      count(points.length, 'missing datapoint'),
    ];
    return `Threshold Crossed: no datapoints were received for ${periods} and ${missing} ${were} treated as [NonBreaching].`;
  }
  const calm = points.filter(({ value }) => value !== undefined && value <= alarm.above).length;
  const hits = next === 'ALARM' ? points.length : Math.max(calm, 1);
  const verb = `${hits === 1 ? 'was' : 'were'}${next === 'ALARM' ? '' : ' not'}`;
  const needed = next === 'ALARM' ? points.length : 1;
  return (
    `Threshold Crossed: ${hits} out of the last ${points.length} datapoints [${shown.join(', ')}] ` +
    `${verb} greater than ${limit} (minimum ${count(needed, 'datapoint')} for ${before} -> ${next} transition).`
  );
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

/** `25/11/26 14:03:00` */
function dayAndTime(at: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  const [year = '', month = '', date = ''] = day.split('-');
  return `${date}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
