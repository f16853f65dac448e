import { describe, expect, it } from 'vitest';
import {
  createHttpDelivery,
  type HttpOutcome,
} from '../../../../src/cloud/local/sns/http-delivery.ts';
import { manualClock, maxSpeedClock } from '../../../../src/runtime/clock.ts';
import { startHook } from './fixtures.ts';

describe('delivering to a web hook', () => {
  it.each([
    ['is done at the first success', [200], 1, true],
    ['tries again after a server error', [500, 503, 200], 3, true],
    ['tries again when throttled', [429, 204], 2, true],
    ['gives up after three retries', [500], 4, false],
    ['gives up at once when the request is refused', [403], 1, false],
  ])('%s', async (_, statuses, attempts, delivered) => {
    await using hook = await startHook(...statuses);
    await using delivery = createHttpDelivery(maxSpeedClock(0));
    const outcomes: HttpOutcome[] = [];
    delivery.enqueue({ url: hook.url, headers: {}, body: 'b' }, (outcome) =>
      outcomes.push(outcome),
    );
    await delivery.idle();
    expect(hook.requests).toHaveLength(attempts);
    expect(outcomes).toMatchObject([{ delivered }]);
  });

  it('tries again when nobody listens, then says who', async () => {
    const hook = await startHook(200);
    await hook[Symbol.asyncDispose]();
    await using delivery = createHttpDelivery(maxSpeedClock(0));
    const outcomes: HttpOutcome[] = [];
    delivery.enqueue({ url: hook.url, headers: {}, body: 'b' }, (outcome) =>
      outcomes.push(outcome),
    );
    await delivery.idle();
    expect(outcomes).toMatchObject([
      { delivered: false, detail: expect.stringContaining('ECONNREFUSED') as string },
    ]);
  });

  it('ends at once when disposed, also in a pause, and takes nothing more', async () => {
    await using hook = await startHook(500);
    const delivery = createHttpDelivery(manualClock());
    const outcomes: HttpOutcome[] = [];
    delivery.enqueue({ url: hook.url, headers: {}, body: 'b' }, (outcome) =>
      outcomes.push(outcome),
    );
    await hook.received(1);
    await delivery[Symbol.asyncDispose]();
    expect(outcomes).toMatchObject([{ delivered: false }]);
    expect(delivery.enqueue({ url: hook.url, headers: {}, body: 'b' }, () => undefined)).toBe(
      false,
    );
  });

  it('refuses more than its queue holds', async () => {
    await using hook = await startHook(500);
    await using delivery = createHttpDelivery(manualClock());
    const letter = { url: hook.url, headers: {}, body: 'b' };
    const taken = Array.from({ length: 1_001 }, () => delivery.enqueue(letter, () => undefined));
    expect(taken.filter(Boolean)).toHaveLength(1_000);
  });
});
