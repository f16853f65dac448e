import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/runtime/random.ts';
import { CHANNEL_FAULTS } from '../../../../src/simulator/channel/faults/index.ts';
import { createSensorStage } from '../../../../src/simulator/channel/faults/sensor-stage.ts';
import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import { planFault } from '../../../../src/simulator/faults/plan-fault.ts';

const ONSET = 600_000;
const OVER_MS = 3_600_000;
const SECONDS = 6_000;

interface Given extends Partial<FaultRequest> {
  readonly seed?: string;
  /** Metric and its true course, a value for each second. */
  readonly metric?: string;
  readonly value?: (second: number) => number;
}

/** Values that a sensor with the fault delivers, one a second, beside the true ones. */
function deliver(mode: string, given: Given = {}) {
  const { seed = 'one', metric = 'oil_c', value = () => 57.3, ...rest } = given;
  const fault = CHANNEL_FAULTS.find((known) => known.mode === mode);
  if (fault?.kind !== 'sensor') throw new Error(`${mode} is not a fault of a sensor.`);
  const request = { mode, device: 'd', delayMs: ONSET, overMs: OVER_MS, ...rest };
  const random = createRandom(seed);
  const plan = planFault({ request, mode: fault, now: 0, occurrence: 1, random });
  const stage = createSensorStage({ fault, plan, metric, random: random.fork('stage') });
  const samples = Array.from({ length: SECONDS }, (_, second) => {
    const metrics = { other: 1, [metric]: value(second), last: 2 };
    return { second, truth: value(second), metrics, told: stage(metrics, second * 1_000) };
  });
  const during = samples.filter(({ second }) => second > 600 && second < 4_200);
  return {
    samples,
    during,
    told: during.map(({ told }) => told[metric]),
    off: during.map(({ told, truth }) => (told[metric] ?? Number.NaN) - truth),
  };
}

const SEEDS = Array.from({ length: 20 }, (_, i) => `seed ${i}`);
const noisy = (second: number): number => Math.round((57 + (noise[second % 997] ?? 0)) * 10) / 10;
const random = createRandom('noise');
const noise = Array.from({ length: 997 }, () => 0.3 * random.normal());
const deviation = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('a faulty sensor', () => {
  it.each(CHANNEL_FAULTS.filter(({ kind }) => kind === 'sensor').map(({ mode }) => mode))(
    'of mode %s changes its own channel only, and nothing before its onset',
    (mode) => {
      const { samples } = deliver(mode, { value: noisy });
      expect(samples.slice(0, 601).every(({ told: now, metrics }) => now === metrics)).toBe(true);
      for (const { told: now } of samples) expect(now).toMatchObject({ other: 1, last: 2 });
      const off = SEEDS.flatMap((seed) => deliver(mode, { value: noisy, seed }).off);
      expect(off.some((value) => value !== 0)).toBe(true);
      const isOver = samples.slice(4_200).every((sample) => sample.told === sample.metrics);
      expect(isOver).toBe(mode !== 'sensor-drift');
    },
  );

  it('keeps the resolution of a sound one', () => {
    for (const mode of ['sensor-bias', 'sensor-noise', 'sensor-drift', 'sensor-unit-swap']) {
      for (const value of deliver(mode, { value: noisy }).told.slice(1)) {
        expect(Math.round((value ?? 0) * 10) / 10).toBe(value);
      }
    }
  });

  it('that is stuck repeats its value at the onset', () => {
    const { told } = deliver('sensor-stuck', { value: (second) => second });
    expect(new Set(told)).toEqual(new Set([601]));
  });

  it('that drops out delivers runs of nothing, half of the time', () => {
    const missing = SEEDS.map((seed) => {
      const { told } = deliver('sensor-dropout', { seed });
      const gaps = told.filter((value, i) => value === undefined && told[i - 1] !== undefined);
      const count = told.filter((value) => value === undefined).length;
      return { share: count / told.length, run: count / gaps.length };
    });
    const mean = (of: 'share' | 'run'): number =>
      missing.reduce((sum, one) => sum + one[of], 0) / SEEDS.length;
    expect(mean('share')).toBeGreaterThan(0.45);
    expect(mean('share')).toBeLessThan(0.55);
    expect(mean('run')).toBeGreaterThan(16);
    expect(mean('run')).toBeLessThan(24);
  });

  it('with a broken wire shows zero or an absurd value', () => {
    const shown = SEEDS.flatMap((seed) => deliver('sensor-garbage', { seed }).told);
    expect(new Set(shown)).toEqual(new Set([57.3, 0, 276, 850, -242]));
  });

  it('with a bias is off by a constant 5-15 % of its value, up or down', () => {
    const off = SEEDS.map((seed) => deliver('sensor-bias', { seed }).off);
    for (const offsets of off) {
      const [first = 0] = offsets;
      expect(offsets.every((offset) => Math.abs(offset - first) < 1e-9)).toBe(true);
      expect(Math.abs(first)).toBeGreaterThan(0.05 * 57 - 0.1);
      expect(Math.abs(first)).toBeLessThan(0.15 * 57.3 + 0.1);
    }
    expect(new Set(off.map(([first = 0]) => Math.sign(first)))).toEqual(new Set([1, -1]));
  });

  it('with a bias is off by as much at a value of nothing', () => {
    const [offset = 0] = deliver('sensor-bias', { value: () => 0 }).off;
    expect(Math.abs(offset)).toBeGreaterThanOrEqual(2);
  });

  it('that drifts ends 3-12 % off, half of it in half of the time', () => {
    for (const seed of SEEDS) {
      const { off } = deliver('sensor-drift', { seed });
      const end = off[off.length - 1] as number;
      expect(Math.abs(end) / 57.3).toBeGreaterThan(0.029);
      expect(Math.abs(end) / 57.3).toBeLessThan(0.121);
      expect(Math.abs((off[1_800] as number) - end / 2)).toBeLessThan(0.2);
    }
  });

  it('that drifts stays off until it is repaired', () => {
    const { samples } = deliver('sensor-drift', { repairAfterMs: 300_000 });
    const off = samples.map(({ told, truth }) => Math.abs((told['oil_c'] as number) - truth));
    expect(off[4_499]).toBeGreaterThan(1);
    expect(off[4_500]).toBe(0);
  });

  it('that is noisy scatters three to ten times as much as it did', () => {
    const own = deviation(noise);
    const factors = SEEDS.map((seed) => {
      const { told } = deliver('sensor-noise', { seed, value: noisy });
      return deviation(told.map((value) => (value ?? 0) - 57)) / own;
    });
    expect(Math.min(...factors)).toBeGreaterThan(2.7);
    expect(Math.max(...factors)).toBeLessThan(11);
    expect(Math.max(...factors) - Math.min(...factors)).toBeGreaterThan(3);
  });

  it('with spikes is far off in 0.01-0.1 % of its samples and right in the others', () => {
    const spikes = SEEDS.flatMap((seed) => deliver('sensor-spikes', { seed }).off).filter(
      (off) => off !== 0,
    );
    const share = spikes.length / (SEEDS.length * 3_599);
    expect(share).toBeGreaterThan(1e-4);
    expect(share).toBeLessThan(1.2e-3);
    expect(spikes.every((off) => Math.abs(off) > 25)).toBe(true);
  });

  it.each([
    ['oil_c', 57.3, 135.1],
    ['head_bar', 12.3, 1230],
    ['vib_mms', 2.54, 0.1],
    ['temperature', 20, 68],
    ['bearing_c_1', 100, 212],
  ])('with another unit tells of %s %f as %f', (metric, truth, expected) => {
    const [value] = deliver('sensor-unit-swap', { metric, value: () => truth }).told;
    expect(value).toBe(expected);
  });

  it('is more so the more severe it is', () => {
    const [half = 0, full = 0] = [0.5, 1].map((severity) =>
      Math.abs(deliver('sensor-bias', { severity }).off[0] ?? 0),
    );
    expect(half).toBeGreaterThan(0.4 * full);
    expect(half).toBeLessThan(0.6 * full);
  });
});

describe('the rates of the faults', () => {
  it('are those of a sensor failing once in four years', () => {
    const sensors = CHANNEL_FAULTS.filter(({ kind }) => kind === 'sensor');
    const rate = sensors.reduce((sum, { perDeviceYear }) => sum + perDeviceYear, 0);
    expect(rate).toBeCloseTo(0.25, 10);
  });

  it('have a gauge stuck on 0.2-0.6 % of its days', () => {
    const stuck = CHANNEL_FAULTS.find(({ mode }) => mode === 'sensor-stuck');
    const days = (stuck?.perDeviceYear ?? 0) * ((stuck?.defaultOverMs ?? 0) / 86_400_000);
    expect(days / 365.25).toBeGreaterThan(0.002);
    expect(days / 365.25).toBeLessThan(0.006);
  });
});
