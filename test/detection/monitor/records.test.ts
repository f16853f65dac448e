import { describe, expect, it } from 'vitest';
import { createMonitor, restoreMonitor } from '../../../src/detection/index.ts';
import { optionsForRecords } from '../../../src/detection/monitor/records.ts';
import {
  SCORER_NAMES,
  type MonitorOptions,
} from '../../../src/detection/monitor/monitor-options.ts';
import { createRandom } from '../../../src/runtime/random.ts';

const MINUTES_10 = 600_000;
const DAY = 86_400_000;

/** Oil that follows a load by hours, vibration that scatters, a wear from day 8 on; idle every fifth day. */
function* plant(
  days: number,
  wearPerDay = 0,
): Generator<{ ts: number; values: Record<string, number> }> {
  const random = createRandom('records');
  let oil = 40;
  let slow = 0.5;
  for (let ts = 0; ts < days * DAY; ts += MINUTES_10) {
    slow += 0.02 * (0.5 - slow) + 0.08 * random.normal();
    const load = Math.floor(ts / DAY) % 5 === 4 ? 0 : Math.max(0.1, Math.min(1, slow));
    oil += 0.04 * (20 + 40 * load - oil);
    const wear = Math.max(0, ts / DAY - 8) * wearPerDay;
    const vib = (1 + load) * (1 + wear) * Math.exp(0.08 * random.normal());
    yield { ts, values: { load, oil: oil + 0.2 * random.normal(), vib } };
  }
}

const WRITTEN: MonitorOptions = {
  channels: [
    { name: 'vib', given: ['load'], side: 'above' },
    { name: 'oil', given: ['load'], lagMs: 4 * 3_600_000, side: 'above' },
  ],
  when: [{ metric: 'load', above: 0.05 }],
  policy: { openCount: 20, openWindow: 120 },
};

function openings(options: MonitorOptions, days: number, wearPerDay?: number) {
  const monitor = createMonitor(options);
  return [...plant(days, wearPerDay)].flatMap((sample) => {
    const { episode } = monitor.observe(sample);
    return episode?.transition === 'opened'
      ? [{ day: sample.ts / DAY, metric: episode.metric }]
      : [];
  });
}

describe('a monitor of slow records', () => {
  const options = optionsForRecords(WRITTEN, { designedForMs: 1_000, intervalMs: MINUTES_10 });

  it('keeps what was written where the records come as fast as that was meant for', () => {
    const same = { designedForMs: 1_000, intervalMs: 1_000 };
    expect(optionsForRecords(WRITTEN, same)).toBe(WRITTEN);
  });

  it('counts in records, never below what was written', () => {
    expect(options).toMatchObject({
      warmUpMs: 3 * DAY,
      smoothingMs: 6 * MINUTES_10,
      policy: { openCount: 3, openWindow: 4, refractoryMs: DAY },
    });
    const longer = optionsForRecords(
      { ...WRITTEN, warmUpMs: 9 * DAY },
      { designedForMs: 1_000, intervalMs: MINUTES_10 },
    );
    expect(longer.warmUpMs).toBe(9 * DAY);
  });

  it.each(SCORER_NAMES)(
    'finds wear of a quarter a day by %s, blames it, and is silent before',
    (detector) => {
      expect(openings({ ...options, detector }, 13)).toEqual([]);
      const [first, ...more] = openings({ ...options, detector }, 13, 0.25);
      expect(first).toMatchObject({ metric: 'vib' });
      expect(first?.day).toBeGreaterThan(8);
      expect(first?.day).toBeLessThan(12);
      expect(more).toEqual([]);
    },
  );

  it.each(SCORER_NAMES)('continues from its snapshot bit for bit by %s', (detector) => {
    const samples = [...plant(6)];
    const whole = createMonitor({ ...options, detector });
    for (const sample of samples.slice(0, 600)) whole.observe(sample);
    const restored = restoreMonitor(whole.snapshot());
    const rest = samples.slice(600);
    expect(rest.map((sample) => restored.observe(sample))).toEqual(
      rest.map((sample) => whole.observe(sample)),
    );
  });

  it('does not judge a machine at rest, nor learn from it', () => {
    const monitor = createMonitor(options);
    const rest = [...plant(5)].filter(({ values }) => values['load'] === 0);
    expect(rest.length).toBeGreaterThan(100);
    for (const sample of rest) {
      expect(monitor.observe(sample)).toMatchObject({ suppressed: 'not-operating', expected: {} });
    }
  });

  it('explains a temperature by the load of the last hours', () => {
    const without = { ...options, channels: [{ name: 'oil', given: ['load'] }] };
    const lagged = {
      ...options,
      channels: [{ name: 'oil', given: ['load'], lagMs: 4 * 3_600_000 }],
    };
    expect(residual(lagged)).toBeLessThan(0.5 * residual(without));
  });
});

/** Root mean square of what the last days leave unexplained of the oil. */
function residual(options: MonitorOptions): number {
  const monitor = createMonitor(options);
  const off = [...plant(8)].flatMap((sample) => {
    const expected = monitor.observe(sample).expected['oil'];
    const measured = sample.values['oil'];
    if (expected === undefined || measured === undefined || sample.ts < 4 * DAY) return [];
    return [(measured - expected) ** 2];
  });
  return Math.sqrt(off.reduce((sum, square) => sum + square, 0) / off.length);
}
