import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertItem } from './alert-item.ts';

/** Longest e-mail subject that SNS takes (API reference, Publish). */
const SUBJECT_CHARS_MAX = 100;
/** Signals listed in the text. */
const SIGNALS_MAX = 5;
/** A signal with less of a share says nothing. */
const SHARE_MIN = 0.05;

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

/** What a crew needs: device, place, what, since when, how bad, which signals, what was normal. */
export function alertText(item: AlertItem): string {
  const expected = item.expected === undefined ? '' : `, normal here: ${shown(item.expected)}`;
  const place =
    item.latitude === undefined || item.longitude === undefined
      ? item.site
      : `${item.site} (${item.latitude}, ${item.longitude})`;
  const signals = item.attribution
    .slice(0, SIGNALS_MAX)
    .filter(({ share }) => share >= SHARE_MIN)
    .map(({ metric, share }) => `  ${metric}  ${Math.round(share * 100)} %`);
  return [
    item.reason,
    '',
    `Device:    ${item.device} (serial ${item.serial})`,
    `Place:     ${place}`,
    `Since:     ${new Date(item.openedAt).toISOString()}`,
    `Severity:  ${item.severity} (score ${shown(item.score)}, alert above ${shown(item.threshold)})`,
    `Measured:  ${item.metric} = ${shown(item.value)}${expected}`,
    'Signals:',
    ...signals,
    '',
    `Alert id:  ${item.id}`,
  ].join('\n');
}

function attribute(value: string): { readonly DataType: 'String'; readonly StringValue: string } {
  return { DataType: 'String', StringValue: value };
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
