import type { Clock } from '../../../runtime/clock.ts';
import type { AlarmMetric, Stack } from '../../stack/stack.ts';
import type { Put } from '../kinesis/engine-context.ts';
import type { RuleCounters } from '../rules/run-rule.ts';
import { metricOf } from './emitted.ts';
import { merged, single, type MetricStore, type StatisticSet } from './metric-store.ts';

interface Invoked {
  readonly functionName: string;
  readonly durationMs: number;
  readonly isError: boolean;
}

/** What services emit by themselves (their developer guides, "metrics and dimensions"). */
export interface Meter {
  onInvoked(invoked: Invoked): void;
  /** Age of the last record when its batch is given to the function. */
  readonly onIteratorAge: (functionName: string, ageMs: number) => void;
  /** Summed up until the next flush: it is called for every message. */
  onPut(put: Put): void;
  /**
   * Age of the last record of a GetRecords call, 0 for a reader at the tip, also summed up (Kinesis
   * developer guide, "Monitor the Amazon Kinesis Data Streams service with Amazon CloudWatch").
   */
  readonly onRead: (stream: string, ageMs: number) => void;
  flush(at: number): void;
}

export function createMeter(store: MetricStore, clock: Clock): Meter {
  const puts = new Map<string, { records: number; bytes: number; refused: number }>();
  const ages = new Map<string, StatisticSet>();
  const emit = (metric: AlarmMetric, value: number): void =>
    store.add(metricOf(metric), single(value), clock.now());
  return {
    onInvoked({ functionName, durationMs, isError }) {
      const of = { namespace: 'AWS/Lambda', functionName } as const;
      emit({ ...of, name: 'Invocations' }, 1);
      emit({ ...of, name: 'Duration' }, durationMs);
      emit({ ...of, name: 'Errors' }, isError ? 1 : 0);
      // The twin has as many environments as it takes: nothing is ever throttled.
      emit({ ...of, name: 'Throttles' }, 0);
    },
    onIteratorAge: (functionName, ageMs) =>
      emit({ namespace: 'AWS/Lambda', name: 'IteratorAge', functionName }, ageMs),
    onPut({ stream, records, bytes, refused }) {
      const sums = puts.get(stream) ?? { records: 0, bytes: 0, refused: 0 };
      sums.records += records;
      sums.bytes += bytes;
      sums.refused += refused;
      puts.set(stream, sums);
    },
    onRead: (stream, ageMs) => void ages.set(stream, merged(ages.get(stream), single(ageMs))),
    flush(at) {
      for (const [stream, values] of ages) {
        const name = 'GetRecords.IteratorAgeMilliseconds';
        store.add(metricOf({ namespace: 'AWS/Kinesis', name, stream }), values, at);
      }
      ages.clear();
      for (const [stream, { records, bytes, refused }] of puts) {
        const of = { namespace: 'AWS/Kinesis', stream } as const;
        const add = (metric: AlarmMetric, value: number): void =>
          store.add(metricOf(metric), single(value), at);
        if (records > 0) add({ ...of, name: 'IncomingRecords' }, records);
        if (records > 0) add({ ...of, name: 'IncomingBytes' }, bytes);
        add({ ...of, name: 'WriteProvisionedThroughputExceeded' }, refused);
      }
      puts.clear();
    },
  };
}

export interface SampledParts {
  readonly rules: () => Readonly<Record<string, RuleCounters>>;
  readonly queueDepth: (queue: string) => number;
}

/** Takes, once a minute, what is a level or is counted elsewhere. */
export function createSampler(
  stack: Pick<Stack, 'queues' | 'rules'>,
  store: MetricStore,
  parts: SampledParts,
): (at: number) => void {
  const before = new Map<string, RuleCounters>();
  return (at) => {
    const emit = (metric: AlarmMetric, value: number): void =>
      store.add(metricOf(metric), single(value), at);
    for (const { name: queue } of stack.queues) {
      const name = 'ApproximateNumberOfMessagesVisible';
      emit({ namespace: 'AWS/SQS', name, queue }, parts.queueDepth(queue));
    }
    for (const [rule, counters] of Object.entries(parts.rules())) {
      const last = before.get(rule);
      before.set(rule, counters);
      if (counters.matched === (last?.matched ?? 0)) continue;
      const grown = (name: 'failed' | 'sqlErrors'): number => counters[name] - (last?.[name] ?? 0);
      emit({ namespace: 'AWS/IoT', name: 'ParseError', rule }, grown('sqlErrors'));
      const failure = { namespace: 'AWS/IoT', name: 'Failure', rule } as const;
      emit({ ...failure, actionType: 'Kinesis' }, grown('failed'));
    }
  };
}
