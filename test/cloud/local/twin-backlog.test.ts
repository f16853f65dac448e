import { describe, expect, it } from 'vitest';
import { BACKLOG_RECORDS_MAX, createBacklog } from '../../../src/cloud/local/twin-backlog.ts';
import { manualClock } from '../../../src/runtime/clock.ts';

const MAPPINGS = [
  { id: 'score', stream: 'telemetry' },
  { id: 'alert', stream: 'scored' },
];

describe('createBacklog', () => {
  it('has room while every function keeps up', () => {
    const backlog = createBacklog(MAPPINGS, manualClock());
    backlog.onPut('telemetry', BACKLOG_RECORDS_MAX);
    backlog.onSettled('score', 1);
    expect(backlog.room()).toBeUndefined();
    expect(backlog.counters()).toEqual({ records: BACKLOG_RECORDS_MAX - 1, held: 0 });
  });

  it('holds messages up while any function is too far behind, and tells how many', async () => {
    const backlog = createBacklog(MAPPINGS, manualClock());
    backlog.onPut('scored', BACKLOG_RECORDS_MAX);
    const order: string[] = [];
    const held = [backlog.room(), backlog.room()].map(async (room) => {
      await room;
      order.push('room');
    });
    backlog.onSettled('score', 10);
    await new Promise((resolve) => setImmediate(resolve));
    order.push('settled');
    backlog.onSettled('alert', 1);
    await Promise.all(held);
    expect(order).toEqual(['settled', 'room', 'room']);
    expect(backlog.counters()).toEqual({ records: BACKLOG_RECORDS_MAX - 1, held: 2 });
    expect(backlog.room()).toBeUndefined();
  });

  it('lets messages through after a second even if a function makes no progress', async () => {
    const clock = manualClock();
    const backlog = createBacklog(MAPPINGS, clock);
    backlog.onPut('telemetry', 2 * BACKLOG_RECORDS_MAX);
    let through = false;
    const room = backlog.room()?.then(() => (through = true));
    await clock.advance(999);
    expect(through).toBe(false);
    await clock.advance(1);
    await room;
    expect(through).toBe(true);
    expect(backlog.room()).toBeInstanceOf(Promise);
  });

  it('takes records left by an earlier run for room, never for a debt', () => {
    const backlog = createBacklog(MAPPINGS, manualClock());
    backlog.onSettled('score', 3);
    expect(backlog.counters().records).toBe(0);
  });
});
