import { describe, expect, it } from 'vitest';
import {
  manualClock,
  maxSpeedClock,
  pausableClock,
  scaledClock,
  sleep,
  systemClock,
} from '../../src/runtime/clock.ts';

describe('manualClock', () => {
  it('wakes sleepers in order of time and only when their instant has come', async () => {
    const clock = manualClock(1_000);
    const woken: string[] = [];
    const late = clock.sleepUntil(3_000).then(() => woken.push(`late at ${clock.now()}`));
    const early = clock.sleepUntil(2_000).then(() => woken.push(`early at ${clock.now()}`));
    await clock.advance(999);
    expect(woken).toEqual([]);
    await clock.advance(5_000);
    await Promise.all([late, early]);
    expect(woken).toEqual(['early at 2000', 'late at 3000']);
    expect(clock.now()).toBe(6_999);
  });

  it('lets a sleeper that sleeps again be woken within the same advance', async () => {
    const clock = manualClock();
    let ticks = 0;
    const ticking = (async () => {
      for (; ticks < 5; ticks += 1) await sleep(clock, 10);
    })();
    await clock.advance(50);
    await ticking;
    expect(ticks).toBe(5);
  });

  it('rejects an aborted sleep with the reason and forgets it', async () => {
    const clock = manualClock();
    const controller = new AbortController();
    const sleeping = clock.sleepUntil(10, controller.signal);
    controller.abort(new Error('stopped'));
    await expect(sleeping).rejects.toThrow('stopped');
    await clock.advance(20);
  });

  it('returns at once for an instant that has passed', async () => {
    await expect(manualClock(5).sleepUntil(5)).resolves.toBeUndefined();
  });
});

describe('maxSpeedClock', () => {
  it('jumps to every instant waited for and never goes back', async () => {
    const clock = maxSpeedClock(0);
    await clock.sleepUntil(86_400_000);
    expect(clock.now()).toBe(86_400_000);
    await clock.sleepUntil(10);
    expect(clock.now()).toBe(86_400_000);
  });

  it('gives other work a turn', async () => {
    const clock = maxSpeedClock(0);
    let turns = 0;
    setImmediate(() => (turns += 1));
    for (let i = 1; i <= 8; i += 1) await clock.sleepUntil(i);
    expect(turns).toBe(1);
  });

  it('honours an abort', async () => {
    await expect(
      maxSpeedClock(0).sleepUntil(1, AbortSignal.abort(new Error('no'))),
    ).rejects.toThrow('no');
  });
});

describe('scaledClock', () => {
  it('runs faster than the machine by its factor', async () => {
    const clock = scaledClock({ start: 0, speed: 10_000 });
    await clock.sleepUntil(20_000);
    expect(clock.now()).toBeGreaterThanOrEqual(20_000);
  });

  it('rejects an aborted sleep with the reason', async () => {
    const controller = new AbortController();
    const sleeping = systemClock().sleepUntil(Number.MAX_SAFE_INTEGER, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
  });
});

describe('pausableClock', () => {
  it('stands still while paused and goes on from there', async () => {
    const base = manualClock();
    const clock = pausableClock(base);
    await base.advance(100);
    clock.setPaused(true);
    await base.advance(1_000);
    expect(clock.now()).toBe(100);
    clock.setPaused(false);
    await base.advance(50);
    expect(clock.now()).toBe(150);
  });

  it('does not wake a sleeper during the pause, and wakes it on its own time after it', async () => {
    const base = manualClock();
    const clock = pausableClock(base);
    let wokenAt: number | undefined;
    const sleeping = clock.sleepUntil(200).then(() => (wokenAt = base.now()));
    await base.advance(100);
    clock.setPaused(true);
    await base.advance(1_000);
    expect(wokenAt).toBeUndefined();
    clock.setPaused(false);
    await base.advance(100);
    await sleeping;
    expect(wokenAt).toBe(1_200);
  });

  it('can be aborted while paused', async () => {
    const clock = pausableClock(manualClock());
    clock.setPaused(true);
    const controller = new AbortController();
    const sleeping = clock.sleepUntil(1, controller.signal);
    controller.abort(new Error('quit'));
    await expect(sleeping).rejects.toThrow('quit');
  });
});
