import { afterEach, describe, expect, it } from 'vitest';
import { startAlarms, type Alarms } from '../../../../src/cloud/local/cloudwatch/alarms.ts';
import { metricOf } from '../../../../src/cloud/local/cloudwatch/emitted.ts';
import { createMetricStore, single } from '../../../../src/cloud/local/cloudwatch/metric-store.ts';
import type { SnsDraft } from '../../../../src/cloud/local/sns/message.ts';
import type { Alarm } from '../../../../src/cloud/stack/stack.ts';
import { manualClock } from '../../../../src/runtime/clock.ts';
import type { Log } from '../../../../src/runtime/log.ts';

const ERRORS: Alarm = {
  id: 'score-function-errors',
  description: 'The function score fails.',
  metric: { namespace: 'AWS/Lambda', name: 'Errors', functionName: 'score' },
  statistic: 'Sum',
  above: 0,
  minutes: 2,
  topic: 'operations',
};
const ACCOUNT = { region: 'eu-central-1', accountId: '123456789012' };
const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 25, 14, 0, 30);

const running: Alarms[] = [];
afterEach(() => Promise.all(running.splice(0).map((alarms) => alarms[Symbol.asyncDispose]())));

function bench(alarms: readonly Alarm[] = [ERRORS]) {
  const clock = manualClock(START);
  const store = createMetricStore();
  const told: { topicArn: string; draft: SnsDraft }[] = [];
  const logged: Parameters<Log>[0][] = [];
  const started = startAlarms({
    alarms,
    store,
    clock,
    log: (entry) => void logged.push(entry),
    account: ACCOUNT,
    topicArn: (topic) => `arn:aws:sns:eu-central-1:123456789012:${topic}`,
    publish: async (topicArn, draft) => void told.push({ topicArn, draft }),
    sample: () => undefined,
  });
  running.push(started);
  return {
    clock,
    told,
    logged,
    alarms: started,
    state: () => started.list()[0]?.state,
    emit: (value: number) => store.add(metricOf(ERRORS.metric), single(value), clock.now()),
  };
}

describe('an alarm', () => {
  it('has insufficient data until the first full minute, and is fine without data then', async () => {
    const { clock, state, told } = bench();
    expect(state()).toBe('INSUFFICIENT_DATA');
    await clock.advance(30_000);
    expect(state()).toBe('OK');
    expect(told.map(({ draft }) => draft.subject)).toEqual([
      'OK: "score-function-errors" in eu-central-1',
    ]);
  });

  it('rings when the limit was exceeded in each of its minutes, and is over after one that is calm', async () => {
    const { clock, state, emit, alarms } = bench();
    await clock.advance(MINUTE);
    emit(2);
    await clock.advance(MINUTE);
    expect(state()).toBe('OK');
    emit(1);
    await clock.advance(MINUTE);
    expect(state()).toBe('ALARM');
    expect(alarms.list()[0]?.reason).toBe(
      'Threshold Crossed: 2 out of the last 2 datapoints [1.0 (25/11/26 14:02:00), 2.0 (25/11/26 14:01:00)] ' +
        'were greater than the threshold (0.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    emit(0);
    await clock.advance(MINUTE);
    expect(state()).toBe('OK');
  });

  it('does not ring when a minute between had no data', async () => {
    const { clock, state, emit } = bench();
    emit(1);
    await clock.advance(MINUTE);
    await clock.advance(MINUTE);
    emit(1);
    await clock.advance(MINUTE);
    expect(state()).toBe('OK');
  });

  it('tells its topic what CloudWatch tells', async () => {
    const { clock, emit, told, logged } = bench([{ ...ERRORS, minutes: 1 }]);
    await clock.advance(MINUTE);
    emit(3);
    await clock.advance(MINUTE);
    const { topicArn, draft } = told.at(-1) ?? {};
    expect(topicArn).toBe('arn:aws:sns:eu-central-1:123456789012:operations');
    expect(draft?.subject).toBe('ALARM: "score-function-errors" in eu-central-1');
    expect(JSON.parse(draft?.text ?? '')).toMatchObject({
      AlarmName: 'score-function-errors',
      AlarmDescription: 'The function score fails.',
      AWSAccountId: '123456789012',
      NewStateValue: 'ALARM',
      NewStateReason:
        'Threshold Crossed: 1 out of the last 1 datapoints [3.0 (25/11/26 14:01:00)] was greater than the ' +
        'threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).',
      StateChangeTime: '2026-11-25T14:02:00.000+0000',
      OldStateValue: 'OK',
      AlarmArn: expect.stringMatching(/^arn:aws:cloudwatch:.*:alarm:score-function-errors$/),
      Trigger: {
        MetricName: 'Errors',
        Namespace: 'AWS/Lambda',
        Statistic: 'SUM',
        Dimensions: [{ name: 'FunctionName', value: 'score' }],
        Period: 60,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
      },
    });
    expect(logged.map(({ level }) => level)).toEqual(['info', 'warn']);
  });

  it('can be set by hand, until the next evaluation', async () => {
    const { clock, state, alarms, told } = bench();
    await clock.advance(MINUTE);
    await alarms.set('score-function-errors', 'ALARM', 'a rehearsal');
    expect(state()).toBe('ALARM');
    expect(told.at(-1)?.draft.text).toContain('a rehearsal');
    await clock.advance(MINUTE);
    expect(state()).toBe('OK');
    await expect(alarms.set('none', 'OK', '')).rejects.toThrow('There is no alarm none.');
  });
});
