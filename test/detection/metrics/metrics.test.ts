import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmLoad } from '../../../src/detection/metrics/alarm-load.ts';
import { detectionMetrics } from '../../../src/detection/metrics/detections.ts';
import { evaluate } from '../../../src/detection/metrics/evaluate.ts';
import { falseAlarmMetrics } from '../../../src/detection/metrics/false-alarms.ts';
import { poissonInterval } from '../../../src/detection/metrics/poisson-interval.ts';
import { rangeMetrics } from '../../../src/detection/metrics/range-based.ts';
import type { AlertMark } from '../../../src/detection/metrics/judged.ts';
import { alert, dailyFaults, DAY, fault, HOUR, judged } from './cases.ts';

describe('detection metrics', () => {
  it('counts the first alarm between onset and failure, its delay, lead and channel', () => {
    const truth = [
      fault(),
      fault({ event: 'e2', device: 'b' }),
      fault({ event: 'e3', device: 'c' }),
    ];
    const alerts = [
      alert(DAY - 1), // before the onset: detects nothing
      alert(DAY + 6 * HOUR, { channel: 'vib' }),
      alert(DAY + 2 * HOUR, { channel: 'temp' }), // first of a: 2 h late, wrong channel
      alert(DAY + 20 * HOUR, { device: 'b', channel: 'vib' }), // 20 h late, 4 h ahead
      alert(2 * DAY + 1, { device: 'c' }), // after failure: too late
    ];
    expect(detectionMetrics({ truth, alerts }, 8 * HOUR)).toEqual({
      events: 3,
      detected: 2,
      recall: 2 / 3,
      actionableRecall: 1 / 3, // a: 22 h ahead; b: 4 h < 8 h
      delayMs: { median: 2 * HOUR, p90: 20 * HOUR }, // nearest rank of [2 h, 20 h]
      attributionTop1: 1 / 2,
      attributionTop3: 1 / 2,
      beforeLimit: null,
    });
  });

  it('asks for a fault from when it can be told from health, and credits who stood before', () => {
    const truth = [fault({ detectable: DAY + 6 * HOUR, alarmLimit: DAY + 12 * HOUR })];
    const of = (alerts: AlertMark[]) => detectionMetrics({ truth, alerts }, null);
    const after = of([alert(DAY + 8 * HOUR)]);
    expect(after).toMatchObject({ recall: 1, delayMs: { median: 2 * HOUR }, beforeLimit: 1 });
    const late = of([alert(DAY + 13 * HOUR)]);
    expect(late).toMatchObject({ recall: 1, beforeLimit: 0 });
    const standing = of([alert(DAY + 2 * HOUR, { to: DAY + 7 * HOUR })]);
    expect(standing).toMatchObject({ recall: 1, delayMs: { median: 0 } });
    expect(of([alert(DAY + 2 * HOUR, { to: DAY + 5 * HOUR })]).recall).toBe(0); // over before it
    expect(of([alert(DAY - HOUR, { to: 2 * DAY })]).recall).toBe(0); // raised before the onset
  });

  it('looks for the right channel among the first three', () => {
    const ranked = alert(DAY + HOUR, { channel: 'temp', channels: ['temp', 'oil', 'vib', 'rpm'] });
    const metrics = detectionMetrics({ truth: [fault()], alerts: [ranked] }, null);
    expect(metrics).toMatchObject({ attributionTop1: 0, attributionTop3: 1 });
  });

  it('has no rates without faults, and no actionable recall without a lead', () => {
    const none = detectionMetrics({ truth: [fault({ kind: 'operational' })], alerts: [] }, HOUR);
    expect(none).toMatchObject({ events: 0, recall: null, actionableRecall: null });
    const blind = detectionMetrics({ truth: [fault()], alerts: [alert(DAY)] }, null);
    expect(blind).toMatchObject({ recall: 1, actionableRecall: null, attributionTop1: null });
  });

  it('ends at the repair when that comes before the failure', () => {
    const truth = [fault({ repaired: DAY + HOUR })];
    expect(detectionMetrics({ truth, alerts: [alert(DAY + 2 * HOUR)] }, null).recall).toBe(0);
  });
});

describe('false alarms', () => {
  it('merges alarms up to an hour apart and counts time outside faults', () => {
    const truth = [
      fault({ repaired: 2 * DAY }),
      fault({ event: 'e2', device: 'c', kind: 'operational' }),
    ];
    const alerts = [
      alert(HOUR), // episode 1 of a
      alert(2 * HOUR), // one hour later: the same
      alert(3 * HOUR + 1), // an hour and a millisecond: episode 2
      alert(DAY + HOUR), // within the fault: true
      alert(DAY + HOUR, { device: 'c' }), // in an operational event: false
    ];
    const rates = falseAlarmMetrics(judged({ devices: ['a', 'b', 'c'], truth, alerts }));
    // a: 4 − 1 days, b: 4, c: 4.
    expect(rates.all).toMatchObject({ episodes: 3, deviceDays: 11, perDeviceDay: 3 / 11 });
    expect(rates.all.high).toBeCloseTo(8.7673 / 11, 4);
    expect(rates.healthy).toMatchObject({ devices: 1, episodes: 0, deviceDays: 4 });
    expect(rates.confounderOnly).toMatchObject({ devices: 1, episodes: 1, perDeviceDay: 0.25 });
  });

  it('takes a fault that is not repaired to last to the end', () => {
    const { all } = falseAlarmMetrics(judged({ truth: [fault()], alerts: [alert(3 * DAY)] }));
    expect(all).toMatchObject({ episodes: 0, deviceDays: 5 }); // a: 1 day, b: 4
  });

  it.each([
    // Garwood 1936: χ² quantiles(0.025; 2k)/2 and (0.975; 2k + 2)/2
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [3, 0.6187, 8.7673],
    [10, 4.7954, 18.3904],
    [100, 81.3636, 121.627],
  ])('gives the exact Poisson interval of %i', (count, low, high) => {
    expect(poissonInterval(count).low).toBeCloseTo(low, 3);
    expect(poissonInterval(count).high).toBeCloseTo(high, 3);
  });
});

describe('alarm load', () => {
  it('counts alarms of the fleet by ten minutes, and points that chatter', () => {
    const alerts = [0, 10_000, 20_000, 30_000].map((at) => alert(at, { channel: 'vib' }));
    const load = alarmLoad({ from: 0, to: HOUR }, [...alerts, alert(HOUR / 2, { device: 'b' })]);
    // 5 alarms in 6 windows; 4 of one channel within a minute are more than 3.
    expect(load).toEqual({ alarms: 5, per10MinMax: 4, per10MinMean: 5 / 6, chattering: 1 });
    expect(alarmLoad({ from: 0, to: HOUR }, alerts.slice(1)).chattering).toBe(0);
  });
});

describe('range-based precision and recall', () => {
  it('weighs the front of a fault more and divides by the pieces', () => {
    const truth = [fault({ onset: 0, functionalFailure: 10 * HOUR, repaired: 10 * HOUR })];
    const half = [alert(0, { to: 5 * HOUR })];
    // Weight (10 − t) over 0…5 of that over 0…10: 1 − 0.5² = 0.75.
    expect(rangeMetrics(judged({ truth, alerts: half }))).toEqual({ precision: 1, recall: 0.75 });
    const late = [alert(5 * HOUR, { to: 15 * HOUR })];
    expect(rangeMetrics(judged({ truth, alerts: late }))).toEqual({ precision: 0.5, recall: 0.25 });
    // Pieces 0…2 and 5…10: (1 − 0.64 + 0.25) / 2 = 0.305.
    const pieces = [alert(0, { to: 2 * HOUR }), alert(5 * HOUR, { to: 10 * HOUR })];
    expect(rangeMetrics(judged({ truth, alerts: pieces })).recall).toBeCloseTo(0.305, 10);
  });
});

describe('evaluation', () => {
  it('judges each source alone and both together', () => {
    const truth = [fault(), fault({ event: 'e2', device: 'b' })];
    const alerts = [alert(DAY, { source: 'edge' }), alert(DAY, { device: 'b' })];
    const { edge, cloud, either } = evaluate(judged({ truth, alerts }), HOUR);
    expect([edge, cloud, either].map(({ detection }) => detection.recall)).toEqual([0.5, 0.5, 1]);
  });

  it('does not ask for faults that had failed before the span', () => {
    const early = judged({ truth: [fault()], from: 3 * DAY });
    const { detection, falseAlarms, range } = evaluate(early, HOUR).either;
    expect([detection.events, range.recall]).toEqual([0, null]);
    expect(falseAlarms.all.deviceDays).toBe(1); // b alone: a is still at fault
  });

  const onsets = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 });
  it('gives perfect alerts recall 1 and no false alarm', () => {
    fc.assert(
      fc.property(onsets, (days) => {
        const truth = dailyFaults(days);
        const alerts = truth.map(({ onset, functionalFailure: to }) => alert(onset, { to }));
        const { detection, falseAlarms, range } = evaluate(judged({ truth, alerts }), HOUR).either;
        expect([detection.recall, detection.actionableRecall]).toEqual([1, 1]);
        expect(falseAlarms.all.perDeviceDay).toBe(0);
        expect(range).toEqual({ precision: 1, recall: 1 });
      }),
    );
  });

  it('never rises in precision by a false alarm more, nor falls in false alarms', () => {
    const quarters = fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { minLength: 1 });
    fc.assert(
      fc.property(onsets, quarters, (days, marks) => {
        const truth = dailyFaults(days);
        const alerts = marks.map((at) =>
          alert(at * 6 * HOUR + HOUR, { to: at * 6 * HOUR + (9 * HOUR) / 2 }),
        );
        const before = evaluate(judged({ truth, alerts }), HOUR).either;
        const wrong = alert(2 * DAY, { device: 'b' });
        const after = evaluate(judged({ truth, alerts: [...alerts, wrong] }), HOUR).either;
        expect(after.range.precision ?? 0).toBeLessThanOrEqual(before.range.precision ?? 0);
        expect(after.falseAlarms.all.episodes).toBe(before.falseAlarms.all.episodes + 1);
        expect(after.detection).toEqual(before.detection);
      }),
    );
  });
});
