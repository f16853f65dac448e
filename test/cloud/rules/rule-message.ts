import { createRuleMessage, type RuleMessage } from '../../../src/cloud/rules/message.ts';
import { manualClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';

/** A message as rules see it, on 1 January 2026, from client wt-001. */
export function ruleMessage(payload: unknown, topic = 'a/b'): RuleMessage {
  const bytes = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload));
  const published = { topic, payload: bytes, clientId: 'wt-001', principal: 'c0ffee' };
  return createRuleMessage(published, topic, {
    clock: manualClock(Date.UTC(2026, 0, 1)),
    random: createRandom('rules'),
    accountId: '123456789012',
  });
}
