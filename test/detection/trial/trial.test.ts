import { describe, expect, it } from 'vitest';
import { createOneLiner } from '../../../src/detection/trial/one-liner.ts';
import { createTrial } from '../../../src/detection/trial/trial.ts';
import { trialMetrics } from '../../../src/detection/trial/trial-metrics.ts';
import { createTrivialityGate } from '../../../src/detection/trial/triviality.ts';
import { TRIAL_NAMES } from '../../../src/detection/trial/trial-names.ts';
import { optionsForRecords } from '../../../src/detection/monitor/records.ts';
import type { MonitorSample } from '../../../src/detection/monitor/monitor.ts';
import type { TruthEvent } from '../../../src/telemetry/truth.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { DAY, fault } from '../metrics/cases.ts';

const MINUTES_10 = 600_000;
const DAYS = 14;
const WARM_UP_READINGS = 432;

const MONITOR = optionsForRecords(
  { channels: [{ name: 'vib', given: ['load'] }] },
  { designedForMs: 1_000, intervalMs: MINUTES_10 },
);
const OPTIONS = { monitor: MONITOR, warmUpReadings: WARM_UP_READINGS };

/** Device a's vibration grows by `growth` from day 8 to day 12; b stays as it is. */
function* telemetry(growth: number): Generator<{ device: string; sample: MonitorSample }> {
  const random = createRandom('trial');
  for (let ts = 0; ts < DAYS * DAY; ts += MINUTES_10) {
    for (const device of ['a', 'b']) {
      const load = 0.5 + 0.4 * Math.sin((2 * Math.PI * ts) / DAY);
      const ill = device === 'a' && ts >= 8 * DAY && ts < 12 * DAY;
      const vib = (1 + load) * Math.exp(0.03 * random.normal()) + (ill ? growth : 0);
      yield { device, sample: { ts, values: { vib, load } } };
    }
  }
}

const TRUTH: readonly TruthEvent[] = [
  fault({ onset: 8 * DAY, functionalFailure: 12 * DAY, repaired: 12 * DAY }),
];
const FRAME = { devices: ['a', 'b'], from: 0, to: DAYS * DAY, truth: TRUTH };

describe('a trial', () => {
  it.each(TRIAL_NAMES)(
    'judges each device by itself and warns of nothing in the warm-up: %s',
    (name) => {
      const trial = createTrial([name], OPTIONS);
      const alone = createTrial([name], OPTIONS);
      for (const { device, sample } of telemetry(0.6)) {
        trial.observe(device, sample);
        if (device === 'a') alone.observe(device, sample);
      }
      const [both] = trial.finish(FRAME.to).outcomes;
      const [one] = alone.finish(FRAME.to).outcomes;
      expect(both?.alerts.filter(({ device }) => device === 'a')).toEqual(one?.alerts);
      expect(both?.alerts.every(({ from }) => from >= 3 * DAY)).toBe(true);
      expect(both?.scores.get('b')).toHaveLength((DAYS * DAY) / MINUTES_10);
    },
  );

  it('finds a shift of the residual by a forest, and tells when, where and for how long', () => {
    const trial = createTrial(['rcf'], OPTIONS);
    for (const { device, sample } of telemetry(0.6)) trial.observe(device, sample);
    const { outcomes, times } = trial.finish(FRAME.to);
    const judgement = { frame: FRAME, leadMs: DAY, trivial: [] };
    const metrics = outcomes.map((outcome) => trialMetrics(outcome, times, judgement));
    expect(metrics).toMatchObject([
      {
        detection: { recall: 1, actionableRecall: 1, attributionTop1: 1 },
        falseAlarms: { healthy: { episodes: 0 } },
        modes: { wear: { detected: 1, events: 1 } },
      },
    ]);
    expect(metrics[0]?.secondary.aucPr).toBeGreaterThan(0.9);
    expect(metrics[0]?.secondary.vusPr).toBeGreaterThan(0.9);
    expect(metrics[0]?.secondary.nab.standard).toBeGreaterThan(90);
    expect(metrics[0]?.headline).toEqual(metrics[0]?.detection);
  });

  it('leaves trivial modes out of the headline', () => {
    const trial = createTrial(['ewma'], OPTIONS);
    const { outcomes, times } = trial.finish(FRAME.to);
    const judgement = { frame: FRAME, leadMs: DAY, trivial: ['wear'] };
    const [metrics] = outcomes.map((outcome) => trialMetrics(outcome, times, judgement));
    expect(metrics).toMatchObject({ headline: { events: 0 }, detection: { events: 1 } });
  });

  it('does not judge what arrives after a later reading', () => {
    const trial = createTrial(['ewma'], OPTIONS);
    for (const ts of [0, MINUTES_10, 0, MINUTES_10]) {
      trial.observe('a', { ts, values: { vib: 1, load: 1 } });
    }
    expect([...(trial.finish(DAY).times.get('a') ?? [])]).toEqual([0, MINUTES_10]);
  });
});

describe('one-line rules', () => {
  it.each([
    ['median-mad', 5, (value: number) => value],
    ['step', 5, (value: number) => value],
  ] as const)('measure %s by what was usual at first', (name, shift, of) => {
    const rule = createOneLiner(name, 100);
    const random = createRandom('rule');
    const scores = Array.from({ length: 200 }, () => rule(of(random.normal())));
    expect(scores.slice(0, 100).every((score) => score === 0)).toBe(true);
    expect(Math.max(...scores.slice(101))).toBeLessThan(5);
    expect(rule(of(shift * 2))).toBeGreaterThan(5);
  });

  it('measure the moving deviation by its median', () => {
    const rule = createOneLiner('moving-std', 60);
    const random = createRandom('rule');
    for (let i = 0; i < 100; i += 1) rule(random.normal());
    const restless = Array.from({ length: 12 }, () => rule(8 * random.normal()));
    expect(restless.at(-1)).toBeGreaterThan(4);
  });
});

describe('the triviality gate', () => {
  it('names the rule that finds a mode no detector is needed for', () => {
    expect(gateOf(5)).toMatchObject([
      { mode: 'wear', metric: 'vib', recall: 1, falseAlarmsPerDeviceDay: 0 },
    ]);
  });

  it('lets a fault be that hides in what the load does', () => {
    expect(gateOf(0.1)).toEqual([]);
  });
});

function gateOf(growth: number) {
  const gate = createTrivialityGate(FRAME, WARM_UP_READINGS);
  for (const { device, sample } of telemetry(growth)) gate.observe(device, sample);
  return gate.finish();
}
