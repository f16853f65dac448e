import { describe, expect, it } from 'vitest';
import { createPump, type ReadingSource } from '../../../src/cli/compose/pump.ts';
import { deferred } from '../../../src/runtime/deferred.ts';
import { manualClock, maxSpeedClock } from '../../../src/runtime/clock.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';

/** One device, a reading every second from t = 1 s. */
function everySecond(): ReadingSource {
  let next = 1_000;
  let reached = 0;
  return {
    nextDue: () => next,
    reached: () => reached,
    *advance(until) {
      for (; next <= until; next += 1_000) {
        reached = next;
        yield readingAt(next);
      }
    },
  };
}

function readingAt(ts: number): Reading {
  return { device: 'd', site: 's', type: 't', serial: 'x', ts, metrics: {} };
}

const never = new AbortController().signal;

/** Keeps the processor for a millisecond, as a slow edge filter would. */
function aMillisecond(): undefined {
  const until = performance.now() + 1;
  while (performance.now() < until);
}

describe('createPump', () => {
  it('takes every reading up to the end and none after it', async () => {
    const times: number[] = [];
    const take = (reading: Reading): undefined => void times.push(reading.ts);
    const pump = createPump(everySecond(), {
      clock: maxSpeedClock(0),
      end: 3_500,
      signal: never,
      take,
    });
    await pump.run();
    expect(times).toEqual([1_000, 2_000, 3_000]);
    expect(pump.lagMs()).toBe(0);
  });

  it('keeps the pace of its clock', async () => {
    const clock = manualClock();
    const times: number[] = [];
    const take = (reading: Reading): undefined => void times.push(reading.ts);
    const pump = createPump(everySecond(), { clock, end: 10_000, signal: never, take });
    const running = pump.run();
    await clock.advance(2_500);
    expect(times).toEqual([1_000, 2_000]);
    await clock.advance(7_500);
    await running;
    expect(times).toHaveLength(10);
  });

  it('waits where the path has no room, and says how far it is behind', async () => {
    const clock = manualClock();
    const room = deferred();
    const pump = createPump(everySecond(), {
      clock,
      end: 4_000,
      signal: never,
      take: () => room.promise,
    });
    const running = pump.run();
    await clock.advance(4_000);
    expect(pump.reached()).toBe(1_000);
    expect(pump.lagMs()).toBe(3_000);
    room.resolve();
    await running;
    expect(pump.lagMs()).toBe(0);
  });

  it('gives other work a turn while it catches up', async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
    };
    setImmediate(count);
    const clock = manualClock(40_000);
    const pump = createPump(everySecond(), {
      clock,
      end: 40_000,
      signal: never,
      take: aMillisecond,
    });
    await pump.run();
    expect(turns).toBe(1);
  });

  it('stops at an abort without an error, between readings or while it waits', async () => {
    const clock = manualClock();
    const controller = new AbortController();
    let taken = 0;
    const take = (): undefined => void (taken += 1);
    const pump = createPump(everySecond(), {
      clock,
      end: Infinity,
      signal: controller.signal,
      take,
    });
    const running = pump.run();
    await clock.advance(2_000);
    controller.abort();
    await expect(running).resolves.toBeUndefined();
    expect(taken).toBe(2);
  });

  it('passes on what the source throws', async () => {
    const source: ReadingSource = {
      nextDue: () => 1,
      reached: () => 0,
      advance: () => {
        throw new Error('broken model');
      },
    };
    const pump = createPump(source, {
      clock: maxSpeedClock(0),
      end: 9,
      signal: never,
      take: () => undefined,
    });
    await expect(pump.run()).rejects.toThrow('broken model');
  });

  it('runs what is on the agenda between the readings before and after it', async () => {
    const told: string[] = [];
    const due = [500, 2_500, 9_000];
    const agenda = {
      nextDue: () => due[0] ?? Infinity,
      run: async (until: number): Promise<void> => {
        while ((due[0] ?? Infinity) <= until) told.push(`act ${due.shift()}`);
      },
    };
    const pump = createPump(everySecond(), {
      clock: maxSpeedClock(0),
      end: 3_500,
      signal: never,
      take: (reading) => void told.push(`reading ${reading.ts}`),
      agenda,
    });
    await pump.run();
    expect(told).toEqual(['act 500', 'reading 1000', 'reading 2000', 'act 2500', 'reading 3000']);
  });
});
