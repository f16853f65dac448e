import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { BASIC_INGEST_PREFIX, type RuleMessage } from './message.ts';
import { compileExpression, type Variables } from './sql/compile-expression.ts';
import { compileSelection, isWholePayload, messageCompilation } from './sql/compile-select.ts';
import { compileVariables } from './sql/compile-variables.ts';
import { parseStatement } from './sql/parse-statement.ts';
import type { Value } from './sql/value.ts';
import { compileTopicFilter, type TopicFilter } from './topic-filter.ts';

/** What a statement makes of a message. */
export type Selected =
  /** WHERE was not true: the rule does nothing. */
  | { readonly kind: 'rejected' }
  | { readonly kind: 'json'; readonly value: Value }
  /** `SELECT *` of a payload that is not JSON. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The statement cannot be applied to this message; AWS counts a ParseError. */
  | { readonly kind: 'error'; readonly reason: string };

export interface CompiledSql {
  readonly sql: string;
  /** Absent without FROM: the rule then answers to basic ingest only. */
  readonly topicFilter: TopicFilter | undefined;
  /** Of the SET clause, for the templates of the rule's actions. */
  readonly variables: Variables;
  /** Never throws. */
  evaluate(message: RuleMessage): Selected;
}

const REJECTED: Selected = { kind: 'rejected' };

/**
 * Compiles a statement of AWS IoT SQL, version 2016-03-23, once; see docs/rules.md for the subset.
 * @throws PmSimError `rules/sql-syntax`, `rules/sql-unsupported` or `rules/topic-filter`.
 */
export function compileSql(sql: string): CompiledSql {
  const statement = parseStatement(sql);
  let readsJson = false;
  const source = { text: sql };
  const variables = compileVariables(statement.assignments, source);
  const compilation = messageCompilation(source, () => (readsJson = true), variables);
  const wholePayload = isWholePayload(statement.selection);
  const select = compileSelection(statement.selection, compilation);
  const where =
    statement.where === undefined ? undefined : compileExpression(statement.where, compilation);
  const evaluate = (message: RuleMessage): Selected => {
    const parsed = readsJson || wholePayload ? message.json() : NOT_READ;
    if (readsJson && !parsed.isJson) return { kind: 'error', reason: NOT_JSON };
    const frame = { scope: parsed.isJson ? parsed.value : undefined, message };
    if (where !== undefined && where(frame) !== true) return REJECTED;
    if (wholePayload && !parsed.isJson) return { kind: 'bytes', bytes: message.payload };
    return { kind: 'json', value: select(frame) };
  };
  return {
    sql,
    variables,
    topicFilter: statement.from === undefined ? undefined : ruleFilter(statement.from.text),
    evaluate: (message) => {
      try {
        return evaluate(message);
      } catch (error) {
        return { kind: 'error', reason: messageOf(error) };
      }
    },
  };
}

const NOT_READ = { isJson: false } as const;
const NOT_JSON = 'The payload is not JSON, but the statement reads names of it.';

/** Basic ingest has no subscribers, rules included (guide, "Basic Ingest"). */
function ruleFilter(text: string): TopicFilter {
  const filter = compileTopicFilter(text);
  if (!text.startsWith(BASIC_INGEST_PREFIX)) return filter;
  throw new PmSimError(
    'rules/topic-filter',
    `Topic filter '${text}': a rule cannot subscribe here.`,
    {
      hint: 'Leave FROM out, or name the topic behind the prefix; basic ingest finds the rule by name.',
    },
  );
}
