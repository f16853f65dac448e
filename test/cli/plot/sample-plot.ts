import type { Plot } from '../../../src/cli/plot/plot.ts';

const HOUR_MS = 3_600_000;
const FROM = Date.UTC(2026, 2, 2, 8);
const VALUES = 240;

function wave(period: number, low: number, high: number): readonly number[] {
  return Array.from(
    { length: VALUES },
    (_, i) => low + ((high - low) * (1 + Math.sin((2 * Math.PI * i) / period))) / 2,
  );
}

/** A day of two metrics of one device that heats up, and of its twin that does not. */
export function samplePlot(change: Partial<Plot> = {}): Plot {
  const oil = wave(60, 55, 60);
  const hot = oil.map((value, i) => value + Math.max(0, i - 80) / 8);
  const power = wave(240, 0, 2_050).map((value, i) => (i > 200 && i < 210 ? Number.NaN : value));
  return {
    profile: 'farm',
    description: 'Two turbines <on> a ridge',
    seed: '1',
    from: FROM,
    to: FROM + 24 * HOUR_MS,
    stepMs: 360_000,
    panels: [
      { metric: 'gear_oil_c', lines: [line(hot, false), line(oil, true)] },
      { metric: 'power_kw', lines: [line(power, false), line(power, true)] },
    ],
    truth: [
      {
        event: 'oil-cooler-loss@wt-001#1',
        device: 'wt-001',
        mode: 'oil-cooler-loss',
        kind: 'fault',
        severity: 1,
        onset: FROM + 8 * HOUR_MS,
        functionalFailure: FROM + 14 * HOUR_MS,
        repaired: FROM + 20 * HOUR_MS,
        channels: ['gear_oil_c'],
      },
    ],
    ...change,
  };
}

function line(values: readonly number[], twin: boolean) {
  return { device: 'wt-001', twin, values };
}
