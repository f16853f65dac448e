import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import { LOCAL_ACCOUNT, type Account } from '../identity/arn.ts';
import { unknownOperation, type AwsService } from '../service.ts';
import { deliver, type DeliveryContext, type DeliveryEvent } from './deliver.ts';
import { createHttpDelivery } from './http-delivery.ts';
import type { SnsDraft, SnsMessage } from './message.ts';
import { snsOperations, type SnsContext } from './operations.ts';
import { answerQuery, parseQuery } from './query-protocol.ts';
import { openSubscriptionTable } from './subscriptions.ts';
import { openTopicTable } from './topics.ts';

export interface SnsOptions {
  readonly stateDir: string;
  /** Stamps messages and paces retries. */
  readonly clock: Clock;
  readonly log: Log;
  readonly account?: Account;
  /** Folder for mails; `stateDir/outbox` unless given. */
  readonly outboxDir?: string;
  /** Queues an asynchronous invocation; false or a rejection when it could not. */
  readonly invokeLambda?: (functionArn: string, event: object) => unknown;
  /** Resolves when the queue has the body for good. */
  readonly sendToQueue?: (queueArn: string, body: string) => unknown;
  /** Base URL of the twin's HTTP port, for the links in confirmations; nothing while it is closed. */
  readonly endpointUrl?: () => string | undefined;
  readonly onPublished?: (message: SnsMessage) => void;
  readonly onDelivery?: (event: DeliveryEvent) => void;
}

export interface Sns extends AwsService, AsyncDisposable {
  readonly outboxDir: string;
  /** Makes the topic unless it is there, and returns its ARN. */
  ensureTopic(name: string): string;
  /** Subscribes unless that is there. */
  ensureSubscription(topicArn: string, protocol: string, endpoint: string): void;
  /** As the API's Publish; returns the message id. */
  publish(topicArn: string, draft: SnsDraft): Promise<string>;
  /** Resolves when no web hook delivery waits. */
  idle(): Promise<void>;
}

const XML_NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

/**
 * Amazon SNS standard topics over the query protocol (SNS API reference). Topics and subscriptions
 * live in `stateDir/sns`, mails in the outbox. At least once, as on AWS; mails exactly once where
 * the publisher names them (attribute `dedupe_id`, see email.ts).
 */
export function createSns(options: SnsOptions): Sns {
  const { stateDir, log, clock, account = LOCAL_ACCOUNT } = options;
  const folder = join(stateDir, 'sns');
  const outboxDir = options.outboxDir ?? join(stateDir, 'outbox');
  const http = createHttpDelivery(clock);
  const delivery: DeliveryContext = {
    outbox: outboxDir,
    http,
    invokeLambda: options.invokeLambda,
    sendToQueue: options.sendToQueue,
    onDelivery: options.onDelivery ?? (() => undefined),
    log,
  };
  const context: SnsContext = {
    account,
    topics: openTopicTable({ folder, log, account }),
    subscriptions: openSubscriptionTable({ folder, log, newId: () => randomUUID() }),
    http,
    clock,
    log,
    endpointUrl: options.endpointUrl ?? (() => undefined),
    publish: (topicArn, draft) => publish(context, { topicArn, draft, delivery, options }),
  };
  return serviceOf(context, outboxDir);
}

function serviceOf(context: SnsContext, outboxDir: string): Sns {
  const operations = snsOperations(context);
  const { topics, subscriptions, http } = context;
  return {
    name: 'sns',
    outboxDir,
    handle(request) {
      const call = parseQuery(request);
      return answerQuery(call, XML_NAMESPACE, async () => {
        const operation = Object.hasOwn(operations, call.action)
          ? operations[call.action]
          : undefined;
        if (operation === undefined) throw unknownOperation('sns', call.action);
        return operation(call);
      });
    },
    ensureTopic: (name) => topics.create(name).arn,
    ensureSubscription(topicArn, protocol, endpoint) {
      subscriptions.create({ topicArn, protocol, endpoint, attributes: new Map() });
    },
    publish: context.publish,
    idle: () => http.idle(),
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]();
      topics.close();
      subscriptions.close();
    },
  };
}

async function publish(
  context: SnsContext,
  work: {
    readonly topicArn: string;
    readonly draft: SnsDraft;
    readonly delivery: DeliveryContext;
    readonly options: SnsOptions;
  },
): Promise<string> {
  const { arn: topicArn } = context.topics.get(work.topicArn);
  const message: SnsMessage = {
    ...work.draft,
    messageId: randomUUID(),
    topicArn,
    publishedAt: context.clock.now(),
  };
  const wanting = context.subscriptions.wanting(topicArn, message.attributes);
  await Promise.all(wanting.map((subscription) => deliver(work.delivery, message, subscription)));
  work.options.onPublished?.(message);
  return message.messageId;
}
