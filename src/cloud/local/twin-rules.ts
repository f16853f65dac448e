import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import type { Random } from '../../runtime/random.ts';
import type { RuleAction } from '../rules/actions.ts';
import { compileRule } from '../rules/compile-rule.ts';
import type { RuleAction as StackAction } from '../stack/rule.ts';
import type { Stack } from '../stack/stack.ts';
import type { KinesisEngine } from './kinesis/kinesis-engine.ts';
import { createRuleEngine, type RuleEngine } from './rules/rule-engine.ts';
import { lastName, type TwinNames } from './twin-names.ts';

export interface TwinRulesOptions {
  readonly stack: Stack;
  readonly names: TwinNames;
  readonly engine: KinesisEngine;
  readonly accountId: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Resolves when the queue of that name has the body for good. */
  readonly sendToQueue: (queue: string, body: string) => Promise<void>;
  /** A rule's message was accepted by a stream. */
  readonly onRouted: (stream: string) => void;
}

/**
 * The stack's rules over the twin's streams and queues.
 * @throws PmSimError `rules/…` for a rule that the twin cannot run
 */
export function startRules(options: TwinRulesOptions): RuleEngine {
  const { stack, engine, clock, random, log, accountId, onRouted } = options;
  const rules = stack.rules.map(({ errorAction, ...rule }) =>
    compileRule({
      ...rule,
      actions: rule.actions.map((action) => actionOf(action, options.names)),
      ...(errorAction === undefined ? {} : { errorAction: actionOf(errorAction, options.names) }),
    }),
  );
  return createRuleEngine({
    rules,
    clock,
    random,
    log,
    accountId,
    actions: {
      kinesis(streamName, partitionKey, data) {
        engine.putRecord(streamName, { data, partitionKey });
        onRouted(streamName);
      },
      sqs: (queueUrl, body) => options.sendToQueue(lastName(queueUrl), body),
    },
  });
}

function actionOf(action: StackAction, names: TwinNames): RuleAction {
  return 'kinesis' in action ? action : { sqs: { queueUrl: names.queueUrl(action.sqs.queue) } };
}
