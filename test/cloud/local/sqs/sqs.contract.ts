import { createHash, randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { refusalOf, type ContractCase, type ServiceContract } from '../contract/contract.ts';

type Case = ContractCase<SQSClient>;

const NOT_FOUND = { name: 'QueueDoesNotExist', status: 400 };

async function createQueue(client: SQSClient): Promise<string> {
  const QueueName = `contract-${randomUUID()}`;
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName }));
  return QueueUrl;
}

async function receive(client: SQSClient, QueueUrl: string, VisibilityTimeout = 30) {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout }),
  );
  return Messages;
}

const QUEUE_CASES: readonly Case[] = [
  {
    title: 'makes a queue, finds it by name, lists and describes it',
    check: async (client) => {
      const QueueUrl = await createQueue(client);
      const QueueName = QueueUrl.split('/').at(-1);
      const found = await client.send(new GetQueueUrlCommand({ QueueName }));
      expect(found.QueueUrl).toBe(QueueUrl);
      const listed = await client.send(new ListQueuesCommand({ QueueNamePrefix: QueueName }));
      expect(listed.QueueUrls).toEqual([QueueUrl]);
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      expect(Attributes).toMatchObject({
        QueueArn: expect.stringMatching(
          new RegExp(`^arn:aws:sqs:eu-west-1:\\d{12}:${QueueName}$`, 'u'),
        ),
        VisibilityTimeout: '30',
        MessageRetentionPeriod: '345600',
        ApproximateNumberOfMessages: '0',
      });
    },
  },

  {
    title: 'gives the queue that is there, unless its attributes are others',
    check: async (client) => {
      const QueueName = `contract-${randomUUID()}`;
      const create = (VisibilityTimeout: string) =>
        client.send(new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout } }));
      const first = await create('60');
      expect((await create('60')).QueueUrl).toBe(first.QueueUrl);
      expect(await refusalOf(create('61'))).toEqual({ name: 'QueueNameExists', status: 400 });
    },
  },

  {
    title: 'names a queue that is not there, whatever is asked of it',
    check: async (client) => {
      const QueueUrl = (await createQueue(client)).replace('contract-', 'nobody-');
      const calls = [
        client.send(new GetQueueUrlCommand({ QueueName: 'nobody' })),
        client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
        client.send(new ReceiveMessageCommand({ QueueUrl })),
        client.send(new DeleteQueueCommand({ QueueUrl })),
      ];
      expect(await Promise.all(calls.map(refusalOf))).toEqual(calls.map(() => NOT_FOUND));
    },
  },
];

const MESSAGE_CASES: readonly Case[] = [
  {
    title: 'gives a message with its digest and attributes, and to nobody else meanwhile',
    check: async (client) => {
      const QueueUrl = await createQueue(client);
      const MessageBody = '{"reason":"poisoned"}';
      const digest = createHash('md5').update(MessageBody).digest('hex');
      const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      expect(sent.MD5OfMessageBody).toBe(digest);
      const [message] = await receive(client, QueueUrl);
      expect(message).toMatchObject({
        MessageId: sent.MessageId,
        Body: MessageBody,
        MD5OfBody: digest,
      });
      expect(await receive(client, QueueUrl)).toEqual([]);
    },
  },

  {
    title: 'gives a message again when it is handed back, and counts',
    check: async (client) => {
      const QueueUrl = await createQueue(client);
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
      const [{ ReceiptHandle } = {}] = await receive(client, QueueUrl);
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
      );
      const { Messages } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        }),
      );
      expect(Messages?.[0]?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
    },
  },

  {
    title: 'forgets a message that is deleted, however often',
    check: async (client) => {
      const QueueUrl = await createQueue(client);
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
      const [{ ReceiptHandle } = {}] = await receive(client, QueueUrl, 0);
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      expect(await receive(client, QueueUrl)).toEqual([]);
    },
  },

  {
    title: 'refuses a receipt that it never gave',
    check: async (client) => {
      const QueueUrl = await createQueue(client);
      const call = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'never' });
      expect(await refusalOf(client.send(call))).toEqual({
        name: 'ReceiptHandleIsInvalid',
        status: 404,
      });
    },
  },

  {
    title: 'refuses a message of more than 1 MiB',
    check: async (client) => {
      const QueueUrl = await createQueue(client);
      const MessageBody = 'x'.repeat(1_048_577);
      const call = client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      expect(await refusalOf(call)).toEqual({ name: 'InvalidParameterValue', status: 400 });
    },
  },

  {
    title: 'refuses to give more than ten messages at once',
    check: async (client) => {
      const QueueUrl = await createQueue(client);
      for (const MaxNumberOfMessages of [0, 11]) {
        const call = client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages }));
        expect(await refusalOf(call)).toEqual({ name: 'InvalidParameterValue', status: 400 });
      }
    },
  },

  {
    title: 'gives at most ten of many messages, each once',
    check: async (client) => {
      const QueueUrl = await createQueue(client);
      for (let n = 0; n < 12; n += 1) {
        await client.send(new SendMessageCommand({ QueueUrl, MessageBody: String(n) }));
      }
      const first = await receive(client, QueueUrl);
      const second = await receive(client, QueueUrl);
      expect([first.length, second.length]).toEqual([10, 2]);
      expect(new Set([...first, ...second].map(({ Body }) => Body)).size).toBe(12);
    },
  },

  {
    title: 'is empty after a purge',
    check: async (client) => {
      const QueueUrl = await createQueue(client);
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
      await client.send(new PurgeQueueCommand({ QueueUrl }));
      expect(await receive(client, QueueUrl)).toEqual([]);
    },
  },
];

/** What failure destinations and their readers rely on in SQS; the twin and moto have to keep it. */
export const SQS_CONTRACT: ServiceContract<SQSClient> = {
  service: 'SQS',
  cases: [...QUEUE_CASES, ...MESSAGE_CASES],
};
