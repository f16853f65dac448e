import { describe, expect, it } from 'vitest';
import { createMonitor, restoreMonitor } from '../../../src/detection/index.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { machine } from '../streams.ts';

const CHANNELS = [
  { name: 'bearing_c', given: ['power_kw'] },
  { name: 'vib_mms', given: ['power_kw'] },
  { name: 'power_kw' },
];
const HOUR = 3_600_000;

function wearFrom(start: number, overMs: number): (ts: number) => number {
  return (ts) => 1 + 4 * Math.min(1, Math.max(0, (ts - start) / overMs));
}

describe('a monitor', () => {
  it('stays silent over hours of changing load', () => {
    const monitor = createMonitor({ channels: CHANNELS });
    for (const sample of machine({ count: 2_000, stepMs: 10_000, random: createRandom('calm') })) {
      expect(monitor.observe(sample).episode).toBeUndefined();
    }
  });

  it('opens one episode early in a growing vibration, names it, and keeps it open to its end', () => {
    const monitor = createMonitor({ channels: CHANNELS });
    const transitions: string[] = [];
    let openedAt = 0;
    const samples = machine({
      count: 3_000,
      stepMs: 10_000,
      random: createRandom('worn'),
      vibrationFactor: wearFrom(2 * HOUR, HOUR / 3),
    });
    for (const sample of samples) {
      const { episode, ready } = monitor.observe(sample);
      expect(ready).toBe(sample.ts >= HOUR / 2);
      if (episode === undefined || episode.transition === 'ongoing') continue;
      transitions.push(`${episode.transition} ${episode.metric}`);
      openedAt = sample.ts;
    }
    expect(transitions).toEqual(['opened vib_mms']);
    expect(openedAt - 2 * HOUR).toBeLessThan(HOUR / 6);
  });

  it('continues from its snapshot as if it had never stopped', () => {
    const samples = [
      ...machine({
        count: 1_200,
        stepMs: 10_000,
        random: createRandom('restart'),
        vibrationFactor: wearFrom(2 * HOUR, HOUR),
      }),
    ];
    const monitor = createMonitor({ channels: CHANNELS, seed: 'x' });
    for (const sample of samples.slice(0, 900)) monitor.observe(sample);
    const restored = restoreMonitor(monitor.snapshot());
    for (const sample of samples.slice(900)) {
      expect(restored.observe(sample)).toEqual(monitor.observe(sample));
    }
  });

  it('gives the same verdicts in whatever order channels and values are listed', () => {
    const forward = createMonitor({ channels: CHANNELS });
    const backward = createMonitor({ channels: CHANNELS.toReversed() });
    for (const sample of machine({ count: 400, stepMs: 10_000, random: createRandom('order') })) {
      const values = Object.fromEntries(Object.entries(sample.values).toReversed());
      expect(backward.observe({ ts: sample.ts, values })).toEqual(forward.observe(sample));
    }
  });

  it('bridges missing and impossible values', () => {
    const monitor = createMonitor({ channels: CHANNELS });
    let k = 0;
    for (const sample of machine({ count: 1_500, stepMs: 10_000, random: createRandom('dirt') })) {
      k += 1;
      const values = { ...sample.values };
      if (k % 3 === 0) delete values['bearing_c'];
      if (k % 50 === 0) values['bearing_c'] = 276;
      if (k % 7 === 0) values['power_kw'] = Number.NaN;
      const verdict = monitor.observe({ ts: sample.ts, values });
      expect(verdict.score).not.toBeNaN();
      expect(verdict.episode).toBeUndefined();
    }
  });

  it('accepts a permanent change after the configured time and then is silent again', () => {
    const monitor = createMonitor({ channels: CHANNELS, protection: { acceptAfterMs: 2 * HOUR } });
    const log: string[] = [];
    const samples = machine({
      count: 3_600,
      stepMs: 10_000,
      random: createRandom('regime'),
      vibrationFactor: (ts) => (ts < 2 * HOUR ? 1 : 2),
    });
    for (const sample of samples) {
      const { episode, suppressed } = monitor.observe(sample);
      if (episode && episode.transition !== 'ongoing') log.push(episode.transition);
      if (suppressed === 'accepted') log.push(suppressed);
    }
    expect(log).toEqual(['opened', 'accepted']);
  });
});
