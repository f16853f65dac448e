import { messageOf } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import { writeMail } from './email.ts';
import { lambdaEvent, notificationJson } from './envelope.ts';
import type { HttpDelivery } from './http-delivery.ts';
import { textFor, type SnsMessage } from './message.ts';
import type { SubscriptionRecord } from './records.ts';

/** What became of a message for one subscription. */
export interface DeliveryEvent {
  readonly protocol: string;
  readonly endpoint: string;
  readonly messageId: string;
  readonly outcome: 'delivered' | 'duplicate' | 'failed';
  /** Path of the mail, or why it failed. */
  readonly detail: string;
}

/** Where deliveries go; a protocol without its function fails loudly. */
export interface DeliveryContext {
  /** Folder of `.eml` files. */
  readonly outbox: string;
  readonly http: HttpDelivery;
  /** Queues an asynchronous invocation; false or a rejection when it could not. */
  readonly invokeLambda?: ((functionArn: string, event: object) => unknown) | undefined;
  readonly sendToQueue?: ((queueArn: string, body: string) => unknown) | undefined;
  readonly onDelivery: (event: DeliveryEvent) => void;
  readonly log: Log;
}

/**
 * Delivers a message to one subscription. Resolves when mail and queue have it on disk, and when
 * function and web hook have it queued. Rejects only when a mail could not be written, so that the
 * publisher tries again; for the rest AWS tells nobody but the log either.
 */
export async function deliver(
  context: DeliveryContext,
  message: SnsMessage,
  subscription: SubscriptionRecord,
): Promise<void> {
  const report = reporter(context, message, subscription);
  switch (subscription.protocol) {
    case 'email':
    case 'email-json': {
      const path = writeMail(context.outbox, message, subscription);
      report(path === undefined ? 'duplicate' : 'delivered', path ?? 'already in the outbox');
      return;
    }
    case 'http':
    case 'https':
      deliverHttp(context, { message, subscription, report });
      return;
    case 'lambda':
      await handOver(report, context.invokeLambda, [
        subscription.endpoint,
        lambdaEvent(message, subscription),
      ]);
      return;
    case 'sqs': {
      const body = subscription.rawDelivery
        ? textFor(message, 'sqs')
        : notificationJson(message, subscription);
      await handOver(report, context.sendToQueue, [subscription.endpoint, body]);
      return;
    }
  }
}

type Report = (outcome: DeliveryEvent['outcome'], detail: string) => void;

function reporter(
  context: DeliveryContext,
  message: SnsMessage,
  { protocol, endpoint }: SubscriptionRecord,
): Report {
  return (outcome, detail) => {
    if (outcome === 'failed') {
      const text = `Could not deliver ${message.messageId} to ${protocol} ${endpoint}: ${detail}.`;
      context.log({ level: 'warn', area: 'sns', text });
    }
    context.onDelivery({ protocol, endpoint, messageId: message.messageId, outcome, detail });
  };
}

async function handOver<T>(
  report: Report,
  target: ((arn: string, content: T) => unknown) | undefined,
  [arn, content]: readonly [string, T],
): Promise<void> {
  if (target === undefined) {
    report('failed', 'the twin was started without this kind of target');
    return;
  }
  try {
    const accepted = await target(arn, content);
    if (accepted === false) report('failed', 'too much is waiting there');
    else report('delivered', arn);
  } catch (error) {
    report('failed', messageOf(error));
  }
}

function deliverHttp(
  context: DeliveryContext,
  parts: {
    readonly message: SnsMessage;
    readonly subscription: SubscriptionRecord;
    readonly report: Report;
  },
): void {
  const { message, subscription, report } = parts;
  const { protocol, rawDelivery, endpoint } = subscription;
  const letter = {
    url: endpoint,
    headers: {
      ...snsHeaders('Notification', message.messageId, message.topicArn),
      'x-amz-sns-subscription-arn': subscription.arn,
      ...(rawDelivery ? { 'x-amz-sns-rawdelivery': 'true' } : {}),
    },
    body: rawDelivery ? textFor(message, protocol) : notificationJson(message, subscription),
  };
  const queued = context.http.enqueue(letter, (outcome) => {
    if (outcome.delivered) report('delivered', `${endpoint} answered ${outcome.status}`);
    else report('failed', outcome.detail);
  });
  if (!queued) report('failed', 'too many deliveries are waiting');
}

/** Headers of every POST to a web hook (developer guide, http-header). */
export function snsHeaders(
  type: 'Notification' | 'SubscriptionConfirmation',
  messageId: string,
  topicArn: string,
): Record<string, string> {
  return {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': type,
    'x-amz-sns-message-id': messageId,
    'x-amz-sns-topic-arn': topicArn,
  };
}
