import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import { LOCAL_ACCOUNT, type Account } from '../identity/arn.ts';
import { AwsFault, createJsonService, type AwsService } from '../service.ts';
import { parseInput, queueAttributes, settingsOf, inputs, textsOf } from './parameters.ts';
import type { ReceivedMessage } from './queue.ts';
import { openQueues, type Queues } from './queues.ts';
import type { MessageRecord } from './records.ts';

export interface SqsOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly account?: Account;
  /** Base URL of the twin's HTTP port, which queue URLs begin with; nothing while it is closed. */
  readonly endpointUrl?: () => string | undefined;
}

export interface Sqs extends AwsService, AsyncDisposable {
  /** Makes the queue unless it is there, and returns its ARN. */
  ensureQueue(name: string): string;
  /** Puts a message on disk. @throws AwsFault QueueDoesNotExist */
  send(queueArn: string, body: string): void;
  /** Messages that could be received now. */
  depth(name: string): number;
}

type Operations = Parameters<typeof createJsonService>[0]['operations'];

interface SqsContext {
  readonly queues: Queues;
  readonly account: Account;
  readonly clock: Clock;
  readonly urlOf: (name: string) => string;
}

/** SQS API reference, SendMessage. */
const MESSAGE_BYTES_MAX = 1_048_576;
const RECEIVE_COUNT_MAX = 10;

/**
 * Amazon SQS standard queues over AWS JSON 1.0, as far as failure destinations and subscriptions
 * need them. Messages are in `stateDir/sqs`; who is receiving what is in memory.
 */
export function createSqs(options: SqsOptions): Sqs {
  const { stateDir, clock, log, account = LOCAL_ACCOUNT, endpointUrl } = options;
  const queues = openQueues({ folder: join(stateDir, 'sqs'), clock, log, account });
  const base = (): string => endpointUrl?.() ?? `http://sqs.${account.region}.invalid`;
  const context: SqsContext = {
    queues,
    account,
    clock,
    urlOf: (name) => new URL(`/${account.accountId}/${name}`, base()).href,
  };
  const service = createJsonService({
    name: 'sqs',
    targetPrefix: 'AmazonSQS',
    version: '1.0',
    operations: { ...queueOperations(context), ...messageOperations(context) },
  });
  return {
    ...service,
    ensureQueue: (name) => arnOf(context, queues.create(name, {}).name),
    send: (queueArn, body) =>
      queues.get(queueArn.split(':').at(-1) ?? '').send(newMessage(context, body, {})),
    depth: (name) => queues.get(name).counts().visible,
    [Symbol.asyncDispose]() {
      queues.close();
      return Promise.resolve();
    },
  };
}

function queueOperations(context: SqsContext): Operations {
  const { queues, urlOf } = context;
  return {
    CreateQueue(input) {
      const { QueueName, Attributes } = parseInput(inputs.CreateQueue, input);
      return { QueueUrl: urlOf(queues.create(QueueName, settingsOf(Attributes)).name) };
    },
    GetQueueUrl(input) {
      const { QueueName } = parseInput(inputs.GetQueueUrl, input);
      queues.get(QueueName);
      return { QueueUrl: urlOf(QueueName) };
    },
    ListQueues(input) {
      const { QueueNamePrefix = '' } = parseInput(inputs.ListQueues, input);
      const names = queues.names().filter((name) => name.startsWith(QueueNamePrefix));
      return { QueueUrls: names.map(urlOf) };
    },
    GetQueueAttributes(input) {
      const { QueueUrl, AttributeNames = [] } = parseInput(inputs.GetQueueAttributes, input);
      const name = nameOf(QueueUrl);
      const all = queueAttributes(queues.get(name), arnOf(context, name));
      const wanted = Object.entries(all).filter(
        ([key]) => AttributeNames.includes('All') || AttributeNames.includes(key),
      );
      return { Attributes: Object.fromEntries(wanted) };
    },
    SetQueueAttributes(input) {
      const { QueueUrl, Attributes } = parseInput(inputs.SetQueueAttributes, input);
      queues.update(nameOf(QueueUrl), settingsOf(Attributes));
    },
    PurgeQueue(input) {
      queues.get(nameOf(parseInput(inputs.queue, input).QueueUrl)).purge();
    },
    DeleteQueue(input) {
      queues.delete(nameOf(parseInput(inputs.queue, input).QueueUrl));
    },
  };
}

function messageOperations(context: SqsContext): Operations {
  const { queues } = context;
  return {
    SendMessage(input) {
      const call = parseInput(inputs.SendMessage, input);
      const message = newMessage(context, call.MessageBody, call.MessageAttributes ?? {});
      queues.get(nameOf(call.QueueUrl)).send(message);
      return { MessageId: message.id, MD5OfMessageBody: md5(message.body) };
    },
    async ReceiveMessage(input) {
      const call = parseInput(inputs.ReceiveMessage, input);
      const queue = queues.get(nameOf(call.QueueUrl));
      const received = await queue.receive({
        countMax: Math.min(call.MaxNumberOfMessages ?? 1, RECEIVE_COUNT_MAX),
        visibilityTimeoutSeconds:
          call.VisibilityTimeout ?? queue.settings().visibilityTimeoutSeconds,
        waitSeconds: call.WaitTimeSeconds ?? queue.settings().waitSeconds,
      });
      const system = [...(call.AttributeNames ?? []), ...(call.MessageSystemAttributeNames ?? [])];
      return {
        Messages: received.map((each) => describe(each, system, call.MessageAttributeNames ?? [])),
      };
    },
    DeleteMessage(input) {
      const { QueueUrl, ReceiptHandle } = parseInput(inputs.DeleteMessage, input);
      queues.get(nameOf(QueueUrl)).delete(ReceiptHandle);
    },
    ChangeMessageVisibility(input) {
      const call = parseInput(inputs.ChangeMessageVisibility, input);
      const queue = queues.get(nameOf(call.QueueUrl));
      queue.changeVisibility(call.ReceiptHandle, call.VisibilityTimeout);
    },
  };
}

function newMessage(
  { clock }: SqsContext,
  body: string,
  attributes: MessageRecord['attributes'],
): MessageRecord {
  if (body === '' || Buffer.byteLength(body) > MESSAGE_BYTES_MAX) {
    throw new AwsFault(
      'InvalidParameterValue',
      `A message body has 1 to ${MESSAGE_BYTES_MAX} bytes.`,
    );
  }
  return { id: randomUUID(), body, attributes, sentAt: Math.floor(clock.now()) };
}

function describe(
  { message, receiptHandle, receiveCount, firstReceivedAt }: ReceivedMessage,
  system: readonly string[],
  names: readonly string[],
): object {
  const attributes = {
    SenderId: 'local',
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(receiveCount),
    ApproximateFirstReceiveTimestamp: String(Math.floor(firstReceivedAt)),
  };
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: textsOf(attributes, system),
    MessageAttributes: textsOf(message.attributes, names),
  };
}

/** A queue URL ends in the queue's name, whichever host it names. */
function nameOf(queueUrl: string): string {
  return queueUrl.split('/').at(-1) ?? '';
}

function arnOf({ account }: SqsContext, name: string): string {
  return `arn:aws:sqs:${account.region}:${account.accountId}:${name}`;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
