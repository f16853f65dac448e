import { textFor, type SnsMessage } from './message.ts';
import type { SubscriptionRecord } from './records.ts';

/** What the twin writes where AWS signs: nobody can take it for a signature. */
const SIGNATURE_NOT_MODELLED = 'not-modelled-by-the-local-twin';

/**
 * The JSON notification that subscribers without raw delivery get (SNS developer guide,
 * sns-message-and-json-formats). Signatures are not modelled: there is no key that AWS's
 * certificate would match, so clients that verify them must be told not to against the twin.
 */
export function notificationJson(message: SnsMessage, subscription: SubscriptionRecord): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: message.messageId,
    TopicArn: message.topicArn,
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: textFor(message, subscription.protocol),
    Timestamp: new Date(message.publishedAt).toISOString(),
    SignatureVersion: '1',
    Signature: SIGNATURE_NOT_MODELLED,
    SigningCertURL: SIGNATURE_NOT_MODELLED,
    ...attributesMember(message),
  });
}

/** The event that a Lambda function subscribed to a topic is invoked with (Lambda developer guide, with-sns). */
export function lambdaEvent(message: SnsMessage, subscription: SubscriptionRecord): object {
  return {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        EventSource: 'aws:sns',
        Sns: {
          Type: 'Notification',
          MessageId: message.messageId,
          TopicArn: message.topicArn,
          Subject: message.subject ?? null,
          Message: textFor(message, 'lambda'),
          Timestamp: new Date(message.publishedAt).toISOString(),
          SignatureVersion: '1',
          Signature: SIGNATURE_NOT_MODELLED,
          SigningCertUrl: SIGNATURE_NOT_MODELLED,
          MessageAttributes: attributesOf(message),
        },
      },
    ],
  };
}

/** What an HTTP endpoint gets first; visiting SubscribeURL or ConfirmSubscription with the token starts the flow. */
export function confirmationJson(
  subscription: SubscriptionRecord,
  details: { readonly messageId: string; readonly now: number; readonly subscribeUrl: string },
): string {
  return JSON.stringify({
    Type: 'SubscriptionConfirmation',
    MessageId: details.messageId,
    Token: subscription.token,
    TopicArn: subscription.topicArn,
    Message: `You have chosen to subscribe to the topic ${subscription.topicArn}. To confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: details.subscribeUrl,
    Timestamp: new Date(details.now).toISOString(),
    SignatureVersion: '1',
    Signature: SIGNATURE_NOT_MODELLED,
    SigningCertURL: SIGNATURE_NOT_MODELLED,
  });
}

function attributesMember(message: SnsMessage): object {
  const attributes = attributesOf(message);
  return Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes };
}

function attributesOf(message: SnsMessage): Record<string, { Type: string; Value: string }> {
  return Object.fromEntries(
    Object.entries(message.attributes).map(([name, { dataType, value }]) => [
      name,
      { Type: dataType, Value: value },
    ]),
  );
}
