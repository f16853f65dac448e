import { describe, expect, it } from 'vitest';
import { createSlots, slotLengthMs } from '../../../../src/cli/compose/broker/slots.ts';
import type { ReadingSource } from '../../../../src/cli/compose/pump.ts';
import type { Clock } from '../../../../src/runtime/clock.ts';

/** Readings at these instants, one a device. */
function sourceOf(instants: readonly number[]): ReadingSource {
  let next = 0;
  let reached = 0;
  return {
    nextDue: () => instants[next] ?? Infinity,
    reached: () => reached,
    *advance(until) {
      for (let at = instants[next]; at !== undefined && at <= until; at = instants[next]) {
        next += 1;
        reached = at;
        yield { device: `d${next}`, site: 's', type: 't', serial: '1', ts: at, metrics: {} };
      }
    },
  };
}

/** A clock whose sleepers oversleep by so much. */
function lateClock(lateMs: () => number): Clock & { readonly wakes: number[] } {
  let now = 0;
  const wakes: number[] = [];
  return {
    wakes,
    now: () => now,
    async sleepUntil(ts) {
      wakes.push(ts);
      now = Math.max(now, ts + lateMs());
    },
  };
}

async function turn(clock: Clock, instants: readonly number[], end: number) {
  const taken: { readonly ts: number; readonly lagMs: number }[] = [];
  const slots: number[] = [];
  const stop = new AbortController();
  const wheel = createSlots({
    clock,
    source: sourceOf(instants),
    start: 0,
    end,
    speed: 1,
    intervalMs: 1_000,
    slotMs: 10,
  });
  await wheel.run({
    signal: stop.signal,
    take: ({ ts }, lagMs) => {
      taken.push({ ts, lagMs });
      return undefined;
    },
    endOfSlot: (reached) => slots.push(reached),
    breathe: () => Promise.resolve(),
  });
  return { taken, slots };
}

describe('the length of a slot', () => {
  it('is that of a write with ten messages, between 2 and 10 ms', () => {
    expect(slotLengthMs({ connections: 10, messagesPerS: 100_000 })).toBe(2);
    expect(slotLengthMs({ connections: 10, messagesPerS: 2_000 })).toBe(10);
    expect(slotLengthMs({ connections: 100, messagesPerS: 200_000 })).toBe(5);
  });

  it('is short where no second message would come: nothing is gained by waiting', () => {
    expect(slotLengthMs({ connections: 15_000, messagesPerS: 15_000 })).toBe(2);
    expect(slotLengthMs({ connections: 1, messagesPerS: 5 })).toBe(2);
  });
});

describe('the slots of a fleet', () => {
  it('take what is due at the end of its slot, together', async () => {
    const clock = lateClock(() => 0);
    const { taken, slots } = await turn(clock, [1, 4, 10, 11, 35], 1_000);
    expect(clock.wakes).toEqual([10, 20, 40]);
    expect(taken.map(({ lagMs }) => lagMs)).toEqual([9, 6, 0, 9, 5]);
    expect(slots).toEqual([10, 20, 40]);
  });

  it('do not drift, however late the timer fires', async () => {
    let nth = 0;
    const clock = lateClock(() => [0.4, 7, 3.3, 0][(nth += 1) % 4] as number);
    const instants = Array.from({ length: 500 }, (_, i) => 10 * i + 5);
    const { taken } = await turn(clock, instants, 10_000);
    expect(taken.map(({ ts }) => ts)).toEqual(instants);
    expect(clock.wakes.every((at) => at % 10 === 0)).toBe(true);
    expect(Math.max(...taken.map(({ lagMs }) => lagMs))).toBeLessThan(20);
  });

  it('catch up after a long stop and skip nothing', async () => {
    let stops = 0;
    const clock = lateClock(() => ((stops += 1) === 2 ? 500 : 0));
    const instants = Array.from({ length: 100 }, (_, i) => 10 * i + 5);
    const { taken } = await turn(clock, instants, 10_000);
    expect(taken).toHaveLength(100);
    expect(taken.at(-1)?.lagMs).toBe(5);
  });

  it('end with what is due at the end', async () => {
    const { taken } = await turn(
      lateClock(() => 100),
      [5, 15, 25],
      15,
    );
    expect(taken.map(({ ts }) => ts)).toEqual([5, 15]);
  });
});
