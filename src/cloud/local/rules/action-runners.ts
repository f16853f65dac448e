import { PmSimError } from '../../../runtime/errors.ts';
import type { ActionType, CompiledAction } from '../../rules/actions.ts';
import type { RuleMessage } from '../../rules/message.ts';
import type { Template } from '../../rules/templates.ts';
import type { ActionInput } from './action-input.ts';

/**
 * What carries actions out, one function per action type. A runner resolves (or returns) when the
 * target has accepted the data for good and rejects otherwise; an error that AWS calls throttling or
 * a service fault is tried again. Called concurrently.
 */
export interface ActionRunners {
  readonly kinesis?: (streamName: string, partitionKey: string, data: Uint8Array) => Accepted;
  readonly sns?: (targetArn: string, text: string, messageFormat: 'RAW' | 'JSON') => Accepted;
  /** `body` is Base64 already where the action asks for it. */
  readonly sqs?: (queueUrl: string, body: string) => Accepted;
  /** One attribute per member of `item`. */
  readonly dynamoDBv2?: (tableName: string, item: Readonly<Record<string, unknown>>) => Accepted;
  /** An asynchronous invocation: accepted when queued, not when the function has run. */
  readonly lambda?: (functionArn: string, payload: Uint8Array) => Accepted;
  readonly republish?: (topic: string, payload: Uint8Array, qos: 0 | 1) => Accepted;
  readonly s3?: (bucketName: string, key: string, body: Uint8Array) => Accepted;
}

type Accepted = unknown;

/**
 * Runs one action for one message.
 * @throws what the runner throws, or PmSimError `rules/action-input` if the action cannot take this
 * message or a field came out empty.
 */
export async function runAction(
  action: CompiledAction,
  runners: ActionRunners,
  given: { readonly message: RuleMessage; readonly input: ActionInput },
): Promise<void> {
  const { message, input } = given;
  const render = (field: Template, name: string): string => renderField(field, name, message);
  switch (action.type) {
    case 'kinesis': {
      const stream = render(action.resource, 'streamName');
      const key = render(action.partitionKey, 'partitionKey');
      await required(runners.kinesis)(stream, key, input.bytes());
      return;
    }
    case 'sns':
      await required(runners.sns)(
        render(action.resource, 'targetArn'),
        input.text(),
        action.messageFormat,
      );
      return;
    case 'sqs': {
      const body = action.useBase64 ? input.base64() : input.text();
      await required(runners.sqs)(render(action.resource, 'queueUrl'), body);
      return;
    }
    case 'dynamoDBv2':
      await required(runners.dynamoDBv2)(render(action.resource, 'tableName'), input.object());
      return;
    case 'lambda':
      await required(runners.lambda)(render(action.resource, 'functionArn'), input.json());
      return;
    case 'republish': {
      const topic = republishTopic(render(action.resource, 'topic'));
      await required(runners.republish)(topic, input.bytes(), action.qos);
      return;
    }
    case 's3': {
      const key = render(action.key, 'key');
      await required(runners.s3)(render(action.resource, 'bucketName'), key, input.bytes());
    }
  }
}

/** The types among `used` that nobody runs. */
export function missingRunners(
  used: Iterable<ActionType>,
  runners: ActionRunners,
): readonly ActionType[] {
  return [...new Set(used)].filter((type) => runners[type] === undefined);
}

function renderField(field: Template, name: string, message: RuleMessage): string {
  if (field.readsJson && !message.json().isJson) {
    throw new PmSimError(
      'rules/action-input',
      `${name} "${field.text}" reads names of a payload that is not JSON.`,
    );
  }
  const text = field.render(message);
  if (text !== '') return text;
  throw new PmSimError('rules/action-input', `${name} "${field.text}" came out empty.`, {
    hint: 'The expression was Undefined for this message.',
  });
}

/** `$$` stands for the `$` of a reserved topic (guide, "Republish"). */
function republishTopic(topic: string): string {
  return topic.startsWith('$$') ? topic.slice(1) : topic;
}

function required<T>(runner: T | undefined): T {
  if (runner !== undefined) return runner;
  throw new PmSimError('rules/no-runner', 'No runner for this type of action.', { kind: 'system' });
}
