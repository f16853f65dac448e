import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Account } from '../identity/arn.ts';
import { AwsFault } from '../service.ts';
import { snsHeaders } from './deliver.ts';
import { confirmationJson } from './envelope.ts';
import type { HttpDelivery } from './http-delivery.ts';
import { parseDraft, type SnsDraft } from './message.ts';
import { invalidParameter, type QueryCall, type XmlStructure } from './query-protocol.ts';
import type { SubscriptionRecord, TopicRecord } from './records.ts';
import type { SubscriptionTable } from './subscriptions.ts';
import type { TopicTable } from './topics.ts';

/** What the operations work on. */
export interface SnsContext {
  readonly account: Account;
  readonly topics: TopicTable;
  readonly subscriptions: SubscriptionTable;
  readonly http: HttpDelivery;
  readonly clock: Clock;
  readonly log: Log;
  readonly endpointUrl: () => string | undefined;
  readonly publish: (topicArn: string, draft: SnsDraft) => Promise<string>;
}

type Operation = (call: QueryCall) => XmlStructure | Promise<XmlStructure>;

const PAGE_SIZE = 100;
/** API reference, PublishBatch. */
const BATCH_ENTRIES_MAX = 10;
const PENDING = 'PendingConfirmation';

/** The operations of the SNS API reference that the twin has, by name. */
export function snsOperations(context: SnsContext): Readonly<Record<string, Operation>> {
  return {
    ...topicOperations(context),
    ...subscriptionOperations(context),
    ...publishOperations(context),
  };
}

function topicOperations({
  topics,
  subscriptions,
  account,
}: SnsContext): Record<string, Operation> {
  return {
    CreateTopic(call) {
      const attributes = pairs(call);
      const displayName = attributes.get('DisplayName');
      for (const name of attributes.keys()) assertDisplayName(name);
      return { TopicArn: topics.create(call.required('Name'), displayName).arn };
    },
    DeleteTopic(call) {
      const arn = call.required('TopicArn');
      for (const subscription of subscriptions.list(arn)) subscriptions.delete(subscription.arn);
      topics.delete(arn);
      return {};
    },
    ListTopics(call) {
      const { items, next } = page(call, topics.list());
      return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: next };
    },
    GetTopicAttributes(call) {
      const topic = topics.get(call.required('TopicArn'));
      return { Attributes: topicAttributes(topic, subscriptions.list(topic.arn), account) };
    },
    SetTopicAttributes(call) {
      assertDisplayName(call.required('AttributeName'));
      topics.setDisplayName(call.required('TopicArn'), call.text('AttributeValue') ?? '');
      return {};
    },
  };
}

function subscriptionOperations(context: SnsContext): Record<string, Operation> {
  const { topics, subscriptions } = context;
  return {
    Subscribe: (call) => subscribe(context, call),
    ConfirmSubscription(call) {
      const { arn } = topics.get(call.required('TopicArn'));
      return { SubscriptionArn: subscriptions.confirm(arn, call.required('Token')).arn };
    },
    Unsubscribe(call) {
      subscriptions.delete(call.required('SubscriptionArn'));
      return {};
    },
    ListSubscriptions: (call) => listed(call, subscriptions.list(), context.account),
    ListSubscriptionsByTopic: (call) =>
      listed(call, subscriptions.list(topics.get(call.required('TopicArn')).arn), context.account),
    GetSubscriptionAttributes(call) {
      const record = subscriptions.get(call.required('SubscriptionArn'));
      return { Attributes: subscriptionAttributes(record, context.account) };
    },
    SetSubscriptionAttributes(call) {
      const value = call.text('AttributeValue') ?? '';
      subscriptions.setAttribute(
        call.required('SubscriptionArn'),
        call.required('AttributeName'),
        value,
      );
      return {};
    },
  };
}

function publishOperations(context: SnsContext): Record<string, Operation> {
  return {
    async Publish(call) {
      if (call.text('PhoneNumber') !== undefined) {
        throw invalidParameter('PhoneNumber: the local twin sends no text messages');
      }
      const topicArn = call.text('TopicArn') ?? call.required('TargetArn');
      return { MessageId: await context.publish(topicArn, parseDraft(call)) };
    },
    async PublishBatch(call) {
      const topicArn = call.required('TopicArn');
      const entries = call.groups('PublishBatchRequestEntries.member');
      assertBatch(entries);
      context.topics.get(topicArn);
      const Successful: XmlStructure[] = [];
      const Failed: XmlStructure[] = [];
      for (const entry of entries) {
        const Id = entry.required('Id');
        try {
          Successful.push({ Id, MessageId: await context.publish(topicArn, parseDraft(entry)) });
        } catch (error) {
          if (!(error instanceof AwsFault)) throw error;
          const { code: Code, message: Message } = error;
          Failed.push({ Id, Code, Message, SenderFault: 'true' });
        }
      }
      return { Successful, Failed };
    },
  };
}

function subscribe(context: SnsContext, call: QueryCall): XmlStructure {
  const { record, created } = context.subscriptions.create({
    topicArn: context.topics.get(call.required('TopicArn')).arn,
    protocol: call.required('Protocol'),
    endpoint: call.required('Endpoint'),
    attributes: pairs(call),
  });
  if (created && !record.confirmed) askForConfirmation(context, record);
  const wantsArn = call.text('ReturnSubscriptionArn') === 'true';
  return { SubscriptionArn: record.confirmed || wantsArn ? record.arn : 'pending confirmation' };
}

function askForConfirmation(context: SnsContext, record: SubscriptionRecord): void {
  const messageId = randomUUID();
  const subscribeUrl = confirmationUrl(context, record);
  const letter = {
    url: record.endpoint,
    headers: snsHeaders('SubscriptionConfirmation', messageId, record.topicArn),
    body: confirmationJson(record, { messageId, now: context.clock.now(), subscribeUrl }),
  };
  const failed = (detail: string): void =>
    context.log({ level: 'warn', area: 'sns', text: `No subscription confirmation: ${detail}.` });
  const queued = context.http.enqueue(letter, (outcome) => {
    if (!outcome.delivered) failed(outcome.detail);
  });
  if (!queued) failed('too many deliveries are waiting');
}

/** The credential names the service to the twin's front door; without a port the link leads nowhere. */
function confirmationUrl(context: SnsContext, record: SubscriptionRecord): string {
  const { region } = context.account;
  const url = new URL('/', context.endpointUrl() ?? `http://sns.${region}.invalid`);
  url.search = new URLSearchParams({
    Action: 'ConfirmSubscription',
    TopicArn: record.topicArn,
    Token: record.token,
    'X-Amz-Credential': `local/19700101/${region}/sns/aws4_request`,
  }).toString();
  return url.href;
}

function pairs(call: QueryCall): Map<string, string> {
  return new Map(
    call
      .groups('Attributes.entry')
      .map((entry) => [entry.required('key'), entry.text('value') ?? '']),
  );
}

function assertDisplayName(name: string): void {
  if (name !== 'DisplayName') {
    throw invalidParameter(`AttributeName: the local twin does not model ${name}`);
  }
}

function assertBatch(entries: readonly QueryCall[]): void {
  if (entries.length === 0)
    throw new AwsFault('EmptyBatchRequest', 'The batch request has no entries.');
  if (entries.length > BATCH_ENTRIES_MAX) {
    throw new AwsFault(
      'TooManyEntriesInBatchRequest',
      `A batch may have ${BATCH_ENTRIES_MAX} entries.`,
    );
  }
  if (new Set(entries.map((entry) => entry.required('Id'))).size < entries.length) {
    throw new AwsFault('BatchEntryIdsNotDistinct', 'Two entries of the batch have the same Id.');
  }
}

function listed(
  call: QueryCall,
  records: readonly SubscriptionRecord[],
  account: Account,
): XmlStructure {
  const { items, next } = page(call, records);
  const Subscriptions = items.map((record) => ({
    SubscriptionArn: record.confirmed ? record.arn : PENDING,
    Owner: account.accountId,
    Protocol: record.protocol,
    Endpoint: record.endpoint,
    TopicArn: record.topicArn,
  }));
  return { Subscriptions, NextToken: next };
}

function topicAttributes(
  topic: TopicRecord,
  subscriptions: readonly SubscriptionRecord[],
  account: Account,
): Map<string, string> {
  const confirmed = subscriptions.filter((record) => record.confirmed).length;
  return new Map([
    ['TopicArn', topic.arn],
    ['Owner', account.accountId],
    ['DisplayName', topic.displayName],
    ['SubscriptionsConfirmed', String(confirmed)],
    ['SubscriptionsPending', String(subscriptions.length - confirmed)],
    ['SubscriptionsDeleted', '0'],
  ]);
}

function subscriptionAttributes(record: SubscriptionRecord, account: Account): Map<string, string> {
  return new Map([
    ['SubscriptionArn', record.arn],
    ['TopicArn', record.topicArn],
    ['Owner', account.accountId],
    ['Protocol', record.protocol],
    ['Endpoint', record.endpoint],
    ['PendingConfirmation', String(!record.confirmed)],
    ['RawMessageDelivery', String(record.rawDelivery)],
    ...(record.filterPolicy === undefined
      ? []
      : ([
          ['FilterPolicy', record.filterPolicy],
          ['FilterPolicyScope', 'MessageAttributes'],
        ] as const)),
  ]);
}

/** The token is the number of items already given. */
function page<T>(
  call: QueryCall,
  items: readonly T[],
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const token = call.text('NextToken') ?? '0';
  if (!/^\d{1,9}$/u.test(token)) throw invalidParameter('NextToken');
  const end = Number(token) + PAGE_SIZE;
  return {
    items: items.slice(Number(token), end),
    next: end < items.length ? String(end) : undefined,
  };
}
