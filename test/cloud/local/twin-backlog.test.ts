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
    expect(backlog.counters()).toMatchObject({
      records: BACKLOG_RECORDS_MAX - 1,
      recordsMax: BACKLOG_RECORDS_MAX,
      recordsPeak: BACKLOG_RECORDS_MAX,
      held: 0,
    });
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
    expect(backlog.counters()).toMatchObject({ records: BACKLOG_RECORDS_MAX - 1, held: 2 });
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
    expect(backlog.counters()).toMatchObject({ held: 2, heldMsMax: 1_000 });
  });

  it('begins with what an earlier run left undone', () => {
    const backlog = createBacklog(MAPPINGS, manualClock());
    backlog.startFrom((mapping) => (mapping === 'alert' ? BACKLOG_RECORDS_MAX : 0));
    expect(backlog.room()).toBeInstanceOf(Promise);
    backlog.onSettled('alert', 3);
    expect(backlog.counters()).toMatchObject({
      records: BACKLOG_RECORDS_MAX - 3,
      recordsPeak: BACKLOG_RECORDS_MAX,
    });
  });

  it('holds nobody up for records that went unread with their file', () => {
    const backlog = createBacklog(MAPPINGS, manualClock());
    const left = { score: 0 };
    backlog.startFrom(() => left.score);
    backlog.onPut('telemetry', BACKLOG_RECORDS_MAX);
    left.score = 7;
    expect(backlog.room()).toBeUndefined();
    expect(backlog.counters()).toMatchObject({ records: 7, held: 0 });
  });

  it('tells how long a record waits, while a function is stuck and when it goes on', async () => {
    const clock = manualClock();
    const backlog = createBacklog(MAPPINGS, clock);
    backlog.onPut('telemetry', 10);
    expect(backlog.counters().lagMs).toBe(0);
    await clock.advance(300);
    expect(backlog.counters().lagMs).toBe(300);
    backlog.onPut('telemetry', 5);
    backlog.onSettled('score', 10);
    expect(backlog.counters()).toMatchObject({ records: 5, lagMs: 300 });
    backlog.onSettled('score', 5);
    expect(backlog.counters()).toMatchObject({ records: 0, lagMs: 0, lagMsPeak: 300 });
  });
});
