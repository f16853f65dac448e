import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertItem } from './alert-item.ts';
import { alertText } from './alert-text.ts';

/** Longest e-mail subject that SNS takes (API reference, Publish). */
const SUBJECT_CHARS_MAX = 100;

/** Message attribute that names the alert: a receiver that has seen it drops the repetition. */
const DEDUPE_ATTRIBUTE = 'dedupe_id';

/**
 * Publishes an alert: a text for people, the item as JSON for machines (`MessageStructure: json`,
 * Amazon SNS developer guide, "Publishing Amazon SNS notifications with platform-specific payloads").
 */
export async function publishAlert(
  item: AlertItem,
  { sns, topicArn }: { readonly sns: SNSClient; readonly topicArn: string },
): Promise<void> {
  const text = alertText(item);
  const json = JSON.stringify(item);
  const message = { default: text, email: text, lambda: json, sqs: json, http: json, https: json };
  await sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: alertSubject(item),
      MessageStructure: 'json',
      Message: JSON.stringify(message),
      MessageAttributes: {
        [DEDUPE_ATTRIBUTE]: attribute(item.id),
        device: attribute(item.device),
        severity: attribute(item.severity),
      },
    }),
  );
}

/** One line, ASCII, begins with a letter: SNS refuses other subjects. */
export function alertSubject({ severity, device, metric }: AlertItem): string {
  return `Alert (${severity}): ${device} ${metric}`
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, SUBJECT_CHARS_MAX);
}

function attribute(value: string): { readonly DataType: 'String'; readonly StringValue: string } {
  return { DataType: 'String', StringValue: value };
}
