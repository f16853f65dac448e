import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AWS_CONNECTION_LIMITS,
  createPublishLimiter,
} from '../../../../src/simulator/connection/stream/publish-limiter.ts';

describe('a publish limiter', () => {
  it('lets no second have more messages or bytes than the broker takes', () => {
    const steps = fc.array(
      fc.record({ waitMs: fc.nat(300), bytes: fc.integer({ min: 1, max: 20_000 }) }),
      {
        minLength: 1,
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const limiter = createPublishLimiter(AWS_CONNECTION_LIMITS, 0);
        const sent: { readonly at: number; readonly messages: number; readonly bytes: number }[] =
          [];
        let now = 0;
        for (const { waitMs, bytes } of all) {
          now += waitMs;
          const allowed = limiter.allowance(now);
          const messages = Math.min(allowed.messages, Math.floor(allowed.bytes / bytes));
          limiter.spent(messages, messages * bytes);
          sent.push({ at: now, messages, bytes: messages * bytes });
        }
        for (const { at } of sent) {
          const second = sent.filter((one) => one.at >= at && one.at < at + 1_000);
          const sum = (key: 'messages' | 'bytes') =>
            second.reduce((all2, one) => all2 + one[key], 0);
          expect(sum('messages')).toBeLessThanOrEqual(100);
          // One message of the longest kind may be saved up beside a second's bytes.
          expect(sum('bytes')).toBeLessThanOrEqual(524_288 + 140_000);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('gives a steady sender most of what the broker takes', () => {
    const limiter = createPublishLimiter(AWS_CONNECTION_LIMITS, 0);
    let sent = 0;
    for (let now = 0; now < 10_000; now += 10) {
      const { messages } = limiter.allowance(now);
      limiter.spent(messages, messages * 300);
      sent += messages;
    }
    expect(sent).toBeGreaterThan(890);
  });
});
