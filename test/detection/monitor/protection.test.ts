import { describe, expect, it } from 'vitest';
import { createMonitor, type MonitorOptions } from '../../../src/detection/index.ts';
import { createRandom } from '../../../src/runtime/random.ts';

const STEP_MS = 10_000;
const HEALTHY = 1_000;
const FAULT = 2_000;
const AFTER = 600;

/** A level of 20 with noise 1; eight higher during the fault, two thousand readings long. */
function runFault(options: Partial<MonitorOptions>): { alarmed: boolean; transitions: string[] }[] {
  const monitor = createMonitor({ channels: [{ name: 'level' }], ...options });
  const random = createRandom('level');
  return Array.from({ length: HEALTHY + FAULT + AFTER }, (_, k) => {
    const faulty = k >= HEALTHY && k < HEALTHY + FAULT;
    const level = 20 + (faulty ? 8 : 0) + random.normal();
    const { episode } = monitor.observe({ ts: k * STEP_MS, values: { level } });
    const transitions = episode && episode.transition !== 'ongoing' ? [episode.transition] : [];
    return { alarmed: episode !== undefined && episode.transition !== 'closed', transitions };
  });
}

function shareAlarmed(steps: readonly { alarmed: boolean }[], from: number, to: number): number {
  return steps.slice(from, to).filter(({ alarmed }) => alarmed).length / (to - from);
}

describe('protection from learning the anomaly', () => {
  it('keeps a long fault in alarm to its end, and closes after it', () => {
    const steps = runFault({});
    expect(steps.flatMap(({ transitions }) => transitions)).toEqual(['opened', 'closed']);
    expect(shareAlarmed(steps, HEALTHY + 20, HEALTHY + FAULT)).toBe(1);
    expect(shareAlarmed(steps, HEALTHY + FAULT + 60, steps.length)).toBe(0);
  });

  it('lets the same fault be swallowed when it is off', () => {
    const steps = runFault({ protection: { freeze: false } });
    expect(steps.flatMap(({ transitions }) => transitions)[0]).toBe('opened');
    expect(shareAlarmed(steps, HEALTHY + 200, HEALTHY + FAULT)).toBeLessThan(0.5);
    expect(steps[HEALTHY + FAULT - 1]?.alarmed).toBe(false);
  });

  it('accepts a lasting change after the configured time and alarms at the way back', () => {
    const steps = runFault({
      protection: { acceptAfterMs: 500 * STEP_MS },
      policy: { refractoryMs: 0 },
    });
    expect(shareAlarmed(steps, HEALTHY + 20, HEALTHY + 500)).toBe(1);
    expect(shareAlarmed(steps, HEALTHY + 530, HEALTHY + FAULT)).toBe(0);
    const back = steps.slice(HEALTHY + FAULT).flatMap(({ transitions }) => transitions);
    expect(back[0]).toBe('opened');
  });
});
