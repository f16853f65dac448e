import type { ActionType, CompiledAction } from '../../rules/actions.ts';
import { bufferOf, type RuleMessage } from '../../rules/message.ts';
import type { ValueObject } from '../../rules/sql/value.ts';

export interface ActionFailure {
  readonly failedAction: string;
  readonly failedResource: string;
  readonly errorMessage: string;
}

export interface FailedMessage {
  readonly ruleName: string;
  /** As published, with the basic-ingest prefix if it had one. */
  readonly topic: string;
  readonly message: RuleMessage;
  readonly failures: readonly ActionFailure[];
}

/**
 * The one document that an error action receives for a rule and a message, however many actions
 * failed (developer guide, "Error handling (error action)").
 */
export function failureDocument(failed: FailedMessage): ValueObject {
  const { ruleName, topic, message, failures } = failed;
  return {
    ruleName,
    topic,
    cloudwatchTraceId: message.traceId(),
    clientId: message.clientId ?? 'n/a',
    base64OriginalPayload: bufferOf(message.payload).toString('base64'),
    failures: failures.map((failure) => ({ ...failure })),
  };
}

export function describeFailure(
  action: CompiledAction,
  topic: string,
  errorText: string,
): ActionFailure {
  const failedResource = action.resource.text;
  return {
    failedAction: FAILED_ACTIONS[action.type],
    failedResource,
    errorMessage: `${errorText} (message on ${topic}, action ${action.type}, target ${failedResource})`,
  };
}

/** Names in the style of the guide's example, which shows `S3Action`. */
const FAILED_ACTIONS: Readonly<Record<ActionType, string>> = {
  kinesis: 'KinesisAction',
  sns: 'SnsAction',
  sqs: 'SqsAction',
  dynamoDBv2: 'DynamoDBv2Action',
  lambda: 'LambdaAction',
  republish: 'RepublishAction',
  s3: 'S3Action',
};
