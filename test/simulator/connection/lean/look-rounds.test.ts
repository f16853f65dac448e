import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LookRounds } from '../../../../src/simulator/connection/lean/look-rounds.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('rounds of looks', () => {
  it('look at each member once in its period, a step early at most', () => {
    const rounds = new LookRounds();
    const looks: (readonly [number, number])[] = [];
    const began = Date.now();
    const joined = [0, 40, 5_310, 29_950];
    for (const [i, atMs] of joined.entries()) {
      vi.advanceTimersByTime(began + atMs - Date.now());
      rounds.join({ look: () => looks.push([i, Date.now() - began]) }, 30_000);
    }
    vi.advanceTimersByTime(90_000);
    for (const [i, atMs] of joined.entries()) {
      const times = looks.filter(([member]) => member === i).map(([, time]) => time);
      expect(times.length).toBeGreaterThanOrEqual(2);
      for (const [turn, time] of times.entries()) {
        const dueMs = atMs + (turn + 1) * 30_000;
        expect(time).toBeGreaterThan(dueMs - 101);
        expect(time).toBeLessThanOrEqual(dueMs);
      }
    }
  });

  it('keep short and long periods apart with a timer each, and none when all have left', () => {
    const rounds = new LookRounds();
    const looks = { short: 0, long: 0 };
    const short = { look: () => (looks.short += 1) };
    const long = { look: () => (looks.long += 1) };
    const seats = { short: rounds.join(short, 500), long: rounds.join(long, 30_000) };
    expect(vi.getTimerCount()).toBe(2);
    vi.advanceTimersByTime(60_000);
    expect(looks).toEqual({ short: 120, long: 2 });

    seats.short.leave(short);
    seats.short.leave(short);
    seats.long.leave(long);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(looks).toEqual({ short: 120, long: 2 });
  });

  it('leave out whoever leaves while others are looked at', () => {
    const rounds = new LookRounds();
    const looked: string[] = [];
    const second = { look: () => looked.push('second') };
    const first = {
      look: () => {
        looked.push('first');
        seat.leave(second);
      },
    };
    rounds.join(first, 1_000);
    const seat = rounds.join(second, 1_000);
    vi.advanceTimersByTime(2_000);
    expect(looked).toEqual(['first', 'first']);
  });
});
