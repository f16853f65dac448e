import { describe, expect, it } from 'vitest';
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
    expect(simulationClock(500, 'max').now()).toBe(500);
    expect(simulationClock(500, 1).now()).toBeGreaterThanOrEqual(500);
  });
});
