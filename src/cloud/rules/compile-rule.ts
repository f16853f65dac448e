import { PmSimError } from '../../runtime/errors.ts';
import { compileAction, type CompiledAction, type RuleAction } from './actions.ts';
import { compileSql, type CompiledSql } from './compile-sql.ts';
import { SQL_VERSION } from './sql/functions/message.ts';

/** Most actions that AWS IoT accepts in one rule (AWS IoT Core quotas). */
const ACTIONS_MAX = 10;
/** Longest rule name (API CreateTopicRule, ruleName). */
const RULE_NAME_CHARS_MAX = 128;

export interface RuleDefinition {
  readonly name: string;
  readonly sql: string;
  /** Only 2016-03-23, also when left out. AWS's own default is 2015-10-08, so templates must say it. */
  readonly sqlVersion?: string;
  readonly actions: readonly RuleAction[];
  readonly errorAction?: RuleAction;
}

export interface CompiledRule {
  readonly name: string;
  readonly sql: CompiledSql;
  readonly actions: readonly CompiledAction[];
  readonly errorAction: CompiledAction | undefined;
}

/**
 * Checks and compiles a rule once, before any message. Whatever the engine cannot do is an error
 * here, so that the twin and AWS never differ in silence.
 * @throws PmSimError `rules/…`, the message naming the rule, the part and the position.
 */
export function compileRule(definition: RuleDefinition): CompiledRule {
  const { name, sql, sqlVersion, actions, errorAction } = definition;
  checkName(name);
  return inRule(name, () => {
    checkVersion(sqlVersion ?? SQL_VERSION);
    if (actions.length > ACTIONS_MAX) {
      throw invalid(`a rule has at most ${ACTIONS_MAX} actions, found ${actions.length}.`);
    }
    const compiled = compileSql(sql);
    const compile = (action: RuleAction): CompiledAction =>
      compileAction(action, compiled.variables);
    return {
      name,
      sql: compiled,
      actions: actions.map(compile),
      errorAction: errorAction === undefined ? undefined : compile(errorAction),
    };
  });
}

function checkName(name: string): void {
  if (/^[A-Za-z0-9_]+$/.test(name) && name.length <= RULE_NAME_CHARS_MAX) return;
  throw new PmSimError(
    'rules/invalid',
    `Rule name "${name}": expected 1 to ${RULE_NAME_CHARS_MAX} letters, digits or underscores.`,
  );
}

function checkVersion(version: string): void {
  if (version === SQL_VERSION) return;
  throw new PmSimError('rules/sql-unsupported', `SQL version "${version}" is not supported.`, {
    hint: `Set the version to ${SQL_VERSION}.`,
  });
}

/** Adds the rule's name to whatever is wrong inside. */
function inRule<T>(name: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof PmSimError)) throw error;
    throw new PmSimError(error.code, `Rule ${name}: ${error.message}`, {
      kind: error.kind,
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

function invalid(text: string): PmSimError {
  return new PmSimError('rules/invalid', text);
}
