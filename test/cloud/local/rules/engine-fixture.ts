import {
  createRuleEngine,
  type RuleEngine,
} from '../../../../src/cloud/local/rules/rule-engine.ts';
import type { ActionRunners } from '../../../../src/cloud/local/rules/action-runners.ts';
import { compileRule, type RuleDefinition } from '../../../../src/cloud/rules/compile-rule.ts';
import type { PublishedMessage } from '../../../../src/cloud/rules/message.ts';
import { manualClock, type Clock } from '../../../../src/runtime/clock.ts';
import type { LogLine } from '../../../../src/runtime/log.ts';
import { createRandom } from '../../../../src/runtime/random.ts';

export const NOW = Date.UTC(2026, 0, 1);

export interface EngineFixture {
  readonly engine: RuleEngine;
  readonly log: readonly LogLine[];
}

export function engineOf(
  rules: readonly RuleDefinition[],
  actions: ActionRunners,
  clock: Clock = manualClock(NOW),
): EngineFixture {
  const log: LogLine[] = [];
  const engine = createRuleEngine({
    rules: rules.map(compileRule),
    actions,
    clock,
    random: createRandom('rules'),
    log: (line) => log.push(line),
    accountId: '123456789012',
  });
  return { engine, log };
}

export function publish(topic: string, payload: unknown): PublishedMessage {
  const bytes = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload));
  return { topic, payload: bytes, clientId: 'wt-001', principal: 'c0ffee' };
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
