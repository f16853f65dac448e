import { describe, expect, it } from 'vitest';
import { createPayloads } from '../../../src/cli/bench/payload.ts';
import { createReceiver } from '../../../src/cli/bench/receiver.ts';
import { lagPercentile } from '../../../src/cli/compose/broker/lag-histogram.ts';

const payloads = createPayloads(64);

/** A receiver to which these messages of two connections come, a millisecond apart. */
function after(...messages: readonly (readonly [connection: number, seq: number])[]) {
  let at = 0;
  const receiver = createReceiver(2, () => at);
  for (const [connection, seq] of messages) {
    at += 1;
    receiver.take({ payload: Buffer.from(payloads({ connection, seq, dueAt: at - 1 })) });
  }
  return receiver.tally();
}

describe('the receiver of a measurement', () => {
  it('counts what comes in order', () => {
    const tally = after([0, 0], [1, 0], [0, 1], [1, 1]);
    expect(tally).toMatchObject({ received: 4, duplicated: 0, reordered: 0 });
    expect([tally.firstAt, tally.lastAt]).toEqual([1, 4]);
  });

  it('counts a message that comes again once, and says so', () => {
    expect(after([0, 0], [0, 1], [0, 0], [0, 1])).toMatchObject({
      received: 2,
      duplicated: 2,
      reordered: 0,
    });
  });

  it('tells a late message from one that came before', () => {
    expect(after([0, 0], [0, 3], [0, 1], [0, 1])).toMatchObject({
      received: 3,
      duplicated: 1,
      reordered: 1,
    });
  });

  it('passes over messages that are not of this measurement', () => {
    const receiver = createReceiver(1, () => 0);
    receiver.take({ payload: Buffer.from('{"temp":1}') });
    receiver.take({ payload: Buffer.from(payloads({ connection: 7, seq: 0, dueAt: 0 })) });
    expect(receiver.tally().received).toBe(0);
  });

  it('takes the time from when a message was due', () => {
    const { latencies } = after([0, 0], [0, 1], [0, 2]);
    const median = lagPercentile([latencies], 0.5) ?? 0;
    expect(median).toBeGreaterThan(0.9);
    expect(median).toBeLessThan(1.2);
  });
});
