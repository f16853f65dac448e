import type { Clock } from '../../../runtime/clock.ts';
import { messageOf } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Random } from '../../../runtime/random.ts';
import { retry } from '../../../runtime/retry.ts';
import type { CompiledAction } from '../../rules/actions.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import type { PublishedMessage, RuleMessage } from '../../rules/message.ts';
import { binaryInput, jsonInput, type ActionInput } from './action-input.ts';
import { runAction, type ActionRunners } from './action-runners.ts';
import { describeFailure, failureDocument, type ActionFailure } from './error-action.ts';
import { isRetryable } from './retryable.ts';

/** Tries of one action for one message, the first included. AWS says "multiple attempts". */
const ACTION_ATTEMPTS_MAX = 4;
const RETRY_BASE_MS = 100;
const RETRY_MAX_MS = 2000;

/**
 * What became of one message at one rule.
 * - `rejected`: WHERE was not true.
 * - `sql-error`: the statement cannot be applied to this payload; AWS counts it and drops it.
 * - `succeeded`: every action accepted the data.
 * - `handled`: an action failed, the error action accepted the failure document.
 * - `failed`: an action failed and nobody took it; `dispatch` rejects.
 */
export interface RuleOutcome {
  readonly rule: string;
  readonly status: 'rejected' | 'sql-error' | 'succeeded' | 'handled' | 'failed';
  readonly failures: readonly ActionFailure[];
}

/** Per rule; the CloudWatch metrics TopicMatch, Success, Failure, ParseError in AWS's terms. */
export interface RuleCounters {
  readonly matched: number;
  /** Messages that WHERE turned away. */
  readonly rejected: number;
  readonly succeeded: number;
  /** Messages with a failed action, whether or not the error action took it. */
  readonly failed: number;
  /** Of these, those that the error action took. */
  readonly handled: number;
  readonly sqlErrors: number;
  /** Further tries of actions after intermittent errors. */
  readonly retries: number;
}

/** What running a rule needs beside the message. */
interface RunOptions {
  readonly actions: ActionRunners;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** A rule at work and what it has counted. */
export interface LiveRule {
  readonly rule: CompiledRule;
  readonly counts: { -readonly [K in keyof RuleCounters]: number };
}

export interface Work {
  readonly message: RuleMessage;
  readonly published: PublishedMessage;
  readonly options: RunOptions;
}

export function createLiveRule(rule: CompiledRule): LiveRule {
  const counts = {
    matched: 0,
    rejected: 0,
    succeeded: 0,
    failed: 0,
    handled: 0,
    sqlErrors: 0,
    retries: 0,
  };
  return { rule, counts };
}

/** Runs one rule for one message: statement, actions, and the error action if any of them failed. */
export async function runRule(entry: LiveRule, work: Work): Promise<RuleOutcome> {
  const { rule, counts } = entry;
  counts.matched += 1;
  const selected = selectInput(rule, work.message);
  if (selected.kind === 'rejected') {
    counts.rejected += 1;
    return { rule: rule.name, status: 'rejected', failures: [] };
  }
  if (selected.kind === 'error') {
    counts.sqlErrors += 1;
    work.options.log({
      level: 'warn',
      area: 'rules',
      text: `Rule ${rule.name}: ${selected.reason}`,
      fields: { topic: work.published.topic },
    });
    return { rule: rule.name, status: 'sql-error', failures: [] };
  }
  const failures = await runActions(entry, work, selected.input);
  if (failures.length > 0) return runErrorAction(entry, work, failures);
  counts.succeeded += 1;
  return { rule: rule.name, status: 'succeeded', failures };
}

type Input =
  | { readonly kind: 'rejected' }
  | { readonly kind: 'error'; readonly reason: string }
  | { readonly kind: 'input'; readonly input: ActionInput };

function selectInput(rule: CompiledRule, message: RuleMessage): Input {
  const selected = rule.sql.evaluate(message);
  if (selected.kind === 'bytes') return { kind: 'input', input: binaryInput(selected.bytes) };
  if (selected.kind !== 'json') return selected;
  try {
    return { kind: 'input', input: jsonInput(selected.value) };
  } catch (error) {
    return { kind: 'error', reason: messageOf(error) };
  }
}

async function runActions(
  entry: LiveRule,
  work: Work,
  input: ActionInput,
): Promise<readonly ActionFailure[]> {
  const results = await Promise.all(
    entry.rule.actions.map((action) => tryAction(action, { entry, work, input })),
  );
  return results.filter((failure) => failure !== undefined);
}

interface Attempt {
  readonly entry: LiveRule;
  readonly work: Work;
  readonly input: ActionInput;
}

async function tryAction(
  action: CompiledAction,
  attempt: Attempt,
): Promise<ActionFailure | undefined> {
  const { entry, work, input } = attempt;
  const { options, message, published } = work;
  let tries = 0;
  try {
    await retry(
      () => {
        tries += 1;
        return runAction(action, options.actions, { message, input });
      },
      {
        attemptsMax: ACTION_ATTEMPTS_MAX,
        baseMs: RETRY_BASE_MS,
        maxMs: RETRY_MAX_MS,
        clock: options.clock,
        random: options.random,
        retryable: isRetryable,
      },
    );
    return undefined;
  } catch (error) {
    return describeFailure(action, published.topic, messageOf(error));
  } finally {
    entry.counts.retries += Math.max(tries - 1, 0);
  }
}

async function runErrorAction(
  entry: LiveRule,
  work: Work,
  failures: readonly ActionFailure[],
): Promise<RuleOutcome> {
  const { rule, counts } = entry;
  counts.failed += 1;
  for (const { errorMessage } of failures) {
    work.options.log({ level: 'error', area: 'rules', text: `Rule ${rule.name}: ${errorMessage}` });
  }
  const failed: RuleOutcome = { rule: rule.name, status: 'failed', failures };
  if (rule.errorAction === undefined) return failed;
  const { message, published } = work;
  const document = failureDocument({
    ruleName: rule.name,
    topic: published.topic,
    message,
    failures,
  });
  const again = await tryAction(rule.errorAction, { entry, work, input: jsonInput(document) });
  if (again !== undefined) return { ...failed, failures: [...failures, again] };
  counts.handled += 1;
  return { ...failed, status: 'handled' };
}
