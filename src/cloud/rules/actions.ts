import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { Variables } from './sql/compile-expression.ts';
import { compileTemplate, type Template } from './templates.ts';

/**
 * The actions of a rule, named and shaped as in the API's TopicRulePayload, so that one object serves
 * the CloudFormation template and this engine (developer guide, "AWS IoT rule actions").
 */
export type RuleAction =
  | { readonly kinesis: Role & { readonly streamName: string; readonly partitionKey: string } }
  | { readonly sns: Role & { readonly targetArn: string; readonly messageFormat?: 'RAW' | 'JSON' } }
  | { readonly sqs: Role & { readonly queueUrl: string; readonly useBase64?: boolean } }
  | { readonly dynamoDBv2: Role & { readonly putItem: { readonly tableName: string } } }
  | { readonly lambda: { readonly functionArn: string } }
  | { readonly republish: Role & { readonly topic: string; readonly qos?: 0 | 1 } }
  | { readonly s3: Role & { readonly bucketName: string; readonly key: string } };

interface Role {
  readonly roleArn?: string;
}

export type ActionType = 'kinesis' | 'sns' | 'sqs' | 'dynamoDBv2' | 'lambda' | 'republish' | 's3';

/** An action with its templates compiled. `resource` is what an error message names. */
export type CompiledAction =
  | { readonly type: 'kinesis'; readonly resource: Template; readonly partitionKey: Template }
  | { readonly type: 'sns'; readonly resource: Template; readonly messageFormat: 'RAW' | 'JSON' }
  | { readonly type: 'sqs'; readonly resource: Template; readonly useBase64: boolean }
  | { readonly type: 'dynamoDBv2'; readonly resource: Template }
  | { readonly type: 'lambda'; readonly resource: Template }
  | { readonly type: 'republish'; readonly resource: Template; readonly qos: 0 | 1 }
  | { readonly type: 's3'; readonly resource: Template; readonly key: Template };

const ACTION_TYPES: readonly ActionType[] = [
  'kinesis',
  'sns',
  'sqs',
  'dynamoDBv2',
  'lambda',
  'republish',
  's3',
];

/**
 * Checks one action and compiles its templates. It may come from a file, so nothing is assumed.
 * @param variables of the rule's SET clause.
 * @throws PmSimError `rules/action` naming the field, or the template's own error.
 */
export function compileAction(action: RuleAction, variables: Variables): CompiledAction {
  const entries = Object.entries(action as Readonly<Record<string, unknown>>);
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) {
    throw actionError(`an action has exactly one type, found ${entries.length}.`);
  }
  const [type, settings] = entry;
  if (!isActionType(type)) {
    throw actionError(
      `the action ${type} is not supported.${didYouMean(type, ACTION_TYPES)}`,
      `Supported are ${ACTION_TYPES.join(', ')}.`,
    );
  }
  return COMPILERS[type](fieldsOf(type, settings, variables));
}

/** Reads the fields of one action and, at the end, refuses those that nobody asked for. */
interface Fields {
  template(name: string): Template;
  choice<T>(name: string, choices: readonly T[], fallback: T): T;
  inner(name: string): Fields;
  done(): void;
}

const COMPILERS: Readonly<Record<ActionType, (fields: Fields) => CompiledAction>> = {
  kinesis: (fields) =>
    finished(fields, {
      type: 'kinesis',
      resource: fields.template('streamName'),
      partitionKey: fields.template('partitionKey'),
    }),
  sns: (fields) =>
    finished(fields, {
      type: 'sns',
      resource: fields.template('targetArn'),
      messageFormat: fields.choice('messageFormat', ['RAW', 'JSON'] as const, 'RAW'),
    }),
  sqs: (fields) =>
    finished(fields, {
      type: 'sqs',
      resource: fields.template('queueUrl'),
      useBase64: fields.choice('useBase64', [true, false], false),
    }),
  dynamoDBv2: (fields) => {
    const putItem = fields.inner('putItem');
    const resource = putItem.template('tableName');
    putItem.done();
    return finished(fields, { type: 'dynamoDBv2', resource });
  },
  lambda: (fields) =>
    finished(fields, { type: 'lambda', resource: fields.template('functionArn') }),
  republish: (fields) =>
    finished(fields, {
      type: 'republish',
      resource: fields.template('topic'),
      qos: fields.choice('qos', [0, 1] as const, 0),
    }),
  s3: (fields) =>
    finished(fields, {
      type: 's3',
      resource: fields.template('bucketName'),
      key: fields.template('key'),
    }),
};

function finished(fields: Fields, action: CompiledAction): CompiledAction {
  fields.done();
  return action;
}

function isActionType(type: string): type is ActionType {
  return (ACTION_TYPES as readonly string[]).includes(type);
}

function fieldsOf(path: string, settings: unknown, variables: Variables): Fields {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw actionError(`${path}: expected an object of settings.`);
  }
  const known = new Map<string, unknown>(Object.entries(settings));
  const asked = new Set<string>(['roleArn']);
  refuseTemplate(`${path}.roleArn`, known.get('roleArn'));
  const read = (name: string): unknown => {
    asked.add(name);
    return known.get(name);
  };
  return {
    template: (name) => templateOf(`${path}.${name}`, read(name), variables),
    choice: (name, choices, fallback) => {
      const value = read(name);
      if (value === undefined) return fallback;
      const found = choices.find((choice) => choice === value);
      if (found !== undefined) return found;
      throw actionError(`${path}.${name}: expected ${choices.join(' or ')}, found ${show(value)}.`);
    },
    inner: (name) => fieldsOf(`${path}.${name}`, read(name), variables),
    done: () => {
      const unknown = [...known.keys()].find((name) => !asked.has(name));
      if (unknown === undefined) return;
      throw actionError(
        `${path}.${unknown}: this setting is not supported.${didYouMean(unknown, [...asked])}`,
      );
    },
  };
}

function templateOf(path: string, value: unknown, variables: Variables): Template {
  if (typeof value !== 'string' || value === '') {
    throw actionError(`${path}: expected a non-empty text, found ${show(value)}.`);
  }
  try {
    return compileTemplate(value, variables);
  } catch (error) {
    if (!(error instanceof PmSimError)) throw error;
    throw new PmSimError(error.code, `${path}: ${error.message}`, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

/** Roles take no templates on AWS (each action's page, parameter roleArn). */
function refuseTemplate(path: string, value: unknown): void {
  if (value === undefined || (typeof value === 'string' && !value.includes('${'))) return;
  throw actionError(`${path}: expected a role ARN without templates, found ${show(value)}.`);
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
}

function actionError(text: string, hint?: string): PmSimError {
  return new PmSimError('rules/action', text, hint === undefined ? {} : { hint });
}
