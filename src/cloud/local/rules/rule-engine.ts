import type { Clock } from '../../../runtime/clock.ts';
import { PmSimError } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Random } from '../../../runtime/random.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import {
  BASIC_INGEST_PREFIX,
  createRuleMessage,
  type PublishedMessage,
} from '../../rules/message.ts';
import { missingRunners, type ActionRunners } from './action-runners.ts';
import {
  createLiveRule,
  runRule,
  type LiveRule,
  type RuleCounters,
  type RuleOutcome,
} from './run-rule.ts';
import { createTopicIndex, type TopicIndex } from './topic-index.ts';

export interface RuleEngineOptions {
  readonly rules: readonly CompiledRule[];
  readonly actions: ActionRunners;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** 12 digits; what `accountid()` returns. */
  readonly accountId: string;
}

export interface RuleEngine {
  /**
   * Runs every action of every rule that matches and resolves when all are done. AWS acknowledges a
   * publish before its rules run; the twin's broker awaits this, so that "acknowledged" means
   * "durable".
   * @throws PmSimError `rules/action-failed` if an action failed and no error action took it: the
   * broker then withholds the PUBACK and the publisher sends again.
   */
  dispatch(message: PublishedMessage): Promise<readonly RuleOutcome[]>;
  counters(): Readonly<Record<string, RuleCounters>>;
}

/**
 * The rules engine of the twin.
 * @throws PmSimError `rules/no-runner` or `rules/invalid` if the rules cannot all be run.
 */
export function createRuleEngine(options: RuleEngineOptions): RuleEngine {
  const { rules, log } = options;
  checkRules(options);
  const live = rules.map(createLiveRule);
  const byName = new Map(live.map((entry) => [entry.rule.name, entry]));
  const index = indexRules(live);
  return {
    async dispatch(published) {
      const { topic, matching } = routeOf(published.topic, { byName, index, log });
      if (matching.length === 0) return [];
      const message = createRuleMessage(published, topic, options);
      const outcomes = await Promise.all(
        matching.map((entry) => runRule(entry, { message, published, options })),
      );
      refuseFailed(outcomes, published.topic);
      return outcomes;
    },
    counters: () => Object.fromEntries(live.map(({ rule, counts }) => [rule.name, { ...counts }])),
  };
}

interface Routing {
  readonly byName: ReadonlyMap<string, LiveRule>;
  readonly index: TopicIndex<LiveRule>;
  readonly log: Log;
}

interface Route {
  readonly topic: string;
  readonly matching: readonly LiveRule[];
}

/**
 * A basic-ingest topic names its rule and bypasses FROM; the rule then sees the rest of the topic. An
 * unknown name is a line in the log and no failure, as AWS's RuleNotFound (guide, "Basic Ingest").
 */
function routeOf(topic: string, routing: Routing): Route {
  if (!topic.startsWith(BASIC_INGEST_PREFIX)) {
    return { topic, matching: routing.index.find(topic.split('/')) };
  }
  const [name = '', ...rest] = topic.slice(BASIC_INGEST_PREFIX.length).split('/');
  const named = routing.byName.get(name);
  if (named !== undefined) return { topic: rest.join('/'), matching: [named] };
  routing.log({
    level: 'error',
    area: 'rules',
    text: `RuleNotFound: basic ingest names the rule "${name}", which does not exist.`,
    fields: { topic },
  });
  return { topic, matching: [] };
}

function refuseFailed(outcomes: readonly RuleOutcome[], topic: string): void {
  const failed = outcomes.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return;
  const reasons = failed.flatMap(({ rule, failures }) =>
    failures.map(({ errorMessage }) => `rule ${rule}: ${errorMessage}`),
  );
  throw new PmSimError(
    'rules/action-failed',
    `The message on ${topic} was not taken by all actions: ${reasons.join('; ')}`,
    { kind: 'system', hint: 'Give the rule an error action, or mend the target.' },
  );
}

function checkRules({ rules, actions }: RuleEngineOptions): void {
  const names = new Set<string>();
  for (const rule of rules) {
    if (names.has(rule.name)) {
      throw new PmSimError('rules/invalid', `There are two rules named ${rule.name}.`);
    }
    names.add(rule.name);
    const used = [...rule.actions, ...(rule.errorAction === undefined ? [] : [rule.errorAction])];
    const [missing] = missingRunners(
      used.map(({ type }) => type),
      actions,
    );
    if (missing === undefined) continue;
    throw new PmSimError(
      'rules/no-runner',
      `Rule ${rule.name}: the twin has nothing that carries out a ${missing} action.`,
      { hint: `Its actions are ${Object.keys(actions).join(', ') || 'none'}.` },
    );
  }
}

/** A rule without FROM is in no filter; basic ingest finds it by name. */
function indexRules(live: readonly LiveRule[]): TopicIndex<LiveRule> {
  const index = createTopicIndex<LiveRule>();
  for (const entry of live) {
    const filter = entry.rule.sql.topicFilter;
    if (filter !== undefined) index.add(filter.levels, entry);
  }
  return index;
}
