import { join } from 'node:path';
import type { Log } from '../../../runtime/log.ts';
import { openDurableMap, type DurableMap } from '../durable-map.ts';
import { compileFilter, type Filter } from './filter-policy.ts';
import { invalidParameter, notFound } from './query-protocol.ts';
import {
  protocol as protocolSchema,
  subscriptionRecord,
  type Protocol,
  type SubscriptionRecord,
} from './records.ts';

interface NewSubscription {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface SubscriptionTable {
  /** Repetition with the same protocol and endpoint is answered with the existing subscription. */
  create(wanted: NewSubscription): {
    readonly record: SubscriptionRecord;
    readonly created: boolean;
  };
  get(arn: string): SubscriptionRecord;
  list(topicArn?: string): SubscriptionRecord[];
  /** Those of a topic that are confirmed and want a message with these attributes. */
  wanting(topicArn: string, attributes: Parameters<Filter>[0]): SubscriptionRecord[];
  confirm(topicArn: string, token: string): SubscriptionRecord;
  setAttribute(arn: string, name: string, value: string): void;
  delete(arn: string): void;
  close(): void;
}

/** What an endpoint of each protocol looks like (API reference, Subscribe). */
const ENDPOINTS: Readonly<Record<Protocol, RegExp>> = {
  lambda: /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w:$-]+$/u,
  sqs: /^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w-]+$/u,
  http: /^http:\/\/[^\s<>"]+$/u,
  https: /^https:\/\/[^\s<>"]+$/u,
  email: /^[^\s@<>",;:]+@[^\s@<>",;:]+$/u,
  'email-json': /^[^\s@<>",;:]+@[^\s@<>",;:]+$/u,
};

export function openSubscriptionTable(options: {
  readonly folder: string;
  readonly log: Log;
  readonly newId: () => string;
}): SubscriptionTable {
  const { folder, log, newId } = options;
  const path = join(folder, 'subscriptions.ndjson');
  const subscriptions = openDurableMap({ path, schema: subscriptionRecord, log });
  const filters = new Map<string, Filter>();
  const list = (topicArn?: string): SubscriptionRecord[] =>
    [...subscriptions.entries()]
      .map(([, record]) => record)
      .filter((record) => topicArn === undefined || record.topicArn === topicArn);
  const get = (arn: string): SubscriptionRecord => {
    const record = subscriptions.get(arn);
    if (record === undefined) throw notFound(`Subscription ${arn}`);
    return record;
  };
  const save = (record: SubscriptionRecord): void => {
    subscriptions.set(record.arn, record);
    filters.delete(record.arn);
  };
  return {
    create: (wanted) => create(wanted, { existing: list(wanted.topicArn), save, newId }),
    get,
    list,
    wanting: (topicArn, attributes) =>
      list(topicArn).filter((record) => record.confirmed && filterOf(filters, record)(attributes)),
    confirm(topicArn, token) {
      const record = list(topicArn).find((each) => each.token === token);
      if (record === undefined) throw invalidParameter('Token');
      const confirmed = { ...record, confirmed: true };
      save(confirmed);
      return confirmed;
    },
    setAttribute: (arn, name, value) => save(withAttribute(get(arn), name, value)),
    delete: (arn) => remove(subscriptions, filters, arn),
    close: () => subscriptions.close(),
  };
}

interface CreateContext {
  readonly existing: readonly SubscriptionRecord[];
  readonly save: (record: SubscriptionRecord) => void;
  readonly newId: () => string;
}

function create(
  wanted: NewSubscription,
  { existing, save, newId }: CreateContext,
): { readonly record: SubscriptionRecord; readonly created: boolean } {
  const protocol = parseProtocol(wanted.protocol);
  if (!ENDPOINTS[protocol].test(wanted.endpoint)) {
    throw invalidParameter(`Endpoint: "${wanted.endpoint}" is not one for ${protocol}`);
  }
  const found = existing.find(
    (each) => each.protocol === protocol && each.endpoint === wanted.endpoint,
  );
  if (found !== undefined) return { record: found, created: false };
  const plain: SubscriptionRecord = {
    arn: `${wanted.topicArn}:${newId()}`,
    topicArn: wanted.topicArn,
    protocol,
    endpoint: wanted.endpoint,
    // Nobody is there to click a link in the outbox, and function and queue are the account's own.
    confirmed: protocol !== 'http' && protocol !== 'https',
    token: newId(),
    rawDelivery: false,
  };
  const record = [...wanted.attributes].reduce(
    (sofar, [name, value]) => withAttribute(sofar, name, value),
    plain,
  );
  save(record);
  return { record, created: true };
}

function parseProtocol(text: string): Protocol {
  const parsed = protocolSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw invalidParameter(
    `Protocol: the local twin delivers by ${protocolSchema.options.join(', ')}, not by ${text}`,
  );
}

function withAttribute(
  record: SubscriptionRecord,
  name: string,
  value: string,
): SubscriptionRecord {
  const { filterPolicy: _, ...rest } = record;
  switch (name) {
    case 'RawMessageDelivery':
      if (value !== 'true' && value !== 'false') throw invalidParameter(`${name}: ${value}`);
      return { ...record, rawDelivery: value === 'true' };
    case 'FilterPolicy':
      if (value === '' || value === '{}') return rest;
      compileFilter(value);
      return { ...record, filterPolicy: value };
    case 'FilterPolicyScope':
      if (value === 'MessageAttributes') return record;
      throw invalidParameter(`${name}: the local twin filters by MessageAttributes only`);
    default:
      throw invalidParameter(`AttributeName: the local twin does not model ${name}`);
  }
}

function filterOf(filters: Map<string, Filter>, record: SubscriptionRecord): Filter {
  const known = filters.get(record.arn);
  if (known !== undefined) return known;
  const filter =
    record.filterPolicy === undefined ? everything : compileFilter(record.filterPolicy);
  filters.set(record.arn, filter);
  return filter;
}

function everything(): boolean {
  return true;
}

function remove(
  subscriptions: DurableMap<SubscriptionRecord>,
  filters: Map<string, Filter>,
  arn: string,
): void {
  subscriptions.delete(arn);
  filters.delete(arn);
}
