import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { simulationClock, timeSpan } from '../../../src/cli/compose/simulation-clock.ts';

const PROFILE_START = 1_000_000;
const NOW = 9_000_000;

describe('timeSpan', () => {
  it('begins a live run now and a repeatable one at the start of the profile', () => {
    expect(timeSpan({ speed: 1, seeded: false }, PROFILE_START, NOW).start).toBe(NOW);
    expect(timeSpan({ speed: 1, seeded: true }, PROFILE_START, NOW).start).toBe(PROFILE_START);
    expect(timeSpan({ speed: 'max', seeded: false }, PROFILE_START, NOW).start).toBe(PROFILE_START);
    expect(timeSpan({ speed: 120, seeded: false }, PROFILE_START, NOW).start).toBe(PROFILE_START);
  });

  it('takes what the user says before either', () => {
    const span = timeSpan(
      { speed: 1, seeded: false, start: 5, durationMs: 10 },
      PROFILE_START,
      NOW,
    );
    expect(span).toEqual({ start: 5, end: 15 });
    expect(timeSpan({ speed: 1, seeded: false, end: 7, start: 5 }, PROFILE_START, NOW).end).toBe(7);
  });

  it('has no end unless one is asked for', () => {
    expect(timeSpan({ speed: 1, seeded: false }, PROFILE_START, NOW).end).toBe(Infinity);
  });
});

describe('simulationClock', () => {
  it('begins at the start of the simulation at any speed', () => {
    expect(simulationClock(500, { speed: 'max', devices: 1 }).now()).toBe(500);
    expect(simulationClock(500, { speed: 1, devices: 12 }).now()).toBeGreaterThanOrEqual(500);
  });

  it.each([
    { speed: 120, devices: 1 },
    { speed: 1, devices: 1_000 },
  ] as const)('stands until it is let go: $speed times as fast, $devices devices', async (pace) => {
    const clock = simulationClock(500, pace);
    const before = clock.now();
    const wall = systemClock();
    await wall.sleepUntil(wall.now() + 2);
    expect(clock.now()).toBe(before);
  });

  it('goes at once in real time for a fleet that is up in a moment', async () => {
    const clock = simulationClock(500, { speed: 1, devices: 12 });
    await clock.sleepUntil(501);
    expect(clock.now()).toBeGreaterThanOrEqual(501);
  });
});
