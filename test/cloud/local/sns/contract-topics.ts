import { randomUUID } from 'node:crypto';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
  type ListSubscriptionsByTopicCommandOutput,
  type ListTopicsCommandOutput,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { refusalOf, type ContractCase } from '../contract/contract.ts';

export type Case = ContractCase<SNSClient>;

export const INVALID = { name: 'InvalidParameterException', status: 400 };
export const NOT_FOUND = { name: 'NotFoundException', status: 404 };
export const MISSING_ARN = 'arn:aws:sns:eu-west-1:123456789012:nobody';

export async function createTopic(client: SNSClient): Promise<string> {
  const Name = `contract-${randomUUID()}`;
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name }));
  return TopicArn;
}

function queueArn(name: string): string {
  return `arn:aws:sqs:eu-west-1:123456789012:${name}`;
}

function subscribe(client: SNSClient, TopicArn: string, Endpoint: string) {
  return client.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, ReturnSubscriptionArn: true }),
  );
}

export const TOPIC_CASES: readonly Case[] = [
  {
    title: 'makes a topic once: the same name gives the same ARN',
    check: async (client) => {
      const Name = `contract-${randomUUID()}`;
      const first = await client.send(new CreateTopicCommand({ Name }));
      const second = await client.send(new CreateTopicCommand({ Name }));
      expect(first.TopicArn).toMatch(new RegExp(`^arn:aws:sns:eu-west-1:\\d{12}:${Name}$`, 'u'));
      expect(second.TopicArn).toBe(first.TopicArn);
    },
  },

  {
    title: 'refuses a name with other characters than letters, digits, hyphens and underscores',
    check: async (client) => {
      const names = ['with blank', 'dot.ted', 'x'.repeat(257)];
      const calls = names.map((Name) => client.send(new CreateTopicCommand({ Name })));
      expect(await Promise.all(calls.map(refusalOf))).toEqual(names.map(() => INVALID));
    },
  },

  {
    title: 'describes a topic and counts its subscriptions',
    check: async (client) => {
      const TopicArn = await createTopic(client);
      await subscribe(client, TopicArn, queueArn('alerts'));
      const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
      expect(Attributes).toMatchObject({ TopicArn, SubscriptionsConfirmed: '1' });
      expect(Attributes?.['SubscriptionsPending']).toBe('0');
    },
  },

  {
    title: 'lists every topic once, page by page',
    check: async (client) => {
      const made = await Promise.all(Array.from({ length: 101 }, () => createTopic(client)));
      const arns: (string | undefined)[] = [];
      let pages = 0;
      let NextToken: string | undefined;
      do {
        const page: ListTopicsCommandOutput = await client.send(
          new ListTopicsCommand({ NextToken }),
        );
        arns.push(...(page.Topics ?? []).map(({ TopicArn }) => TopicArn));
        pages += 1;
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      expect(arns).toEqual(expect.arrayContaining(made));
      expect(new Set(arns).size).toBe(arns.length);
      expect(pages).toBeGreaterThan(1);
    },
  },

  {
    title: 'deletes a topic, and one that is not there without complaint',
    check: async (client) => {
      const TopicArn = await createTopic(client);
      await client.send(new DeleteTopicCommand({ TopicArn }));
      await client.send(new DeleteTopicCommand({ TopicArn }));
      const gone = client.send(new GetTopicAttributesCommand({ TopicArn }));
      expect(await refusalOf(gone)).toEqual(NOT_FOUND);
    },
  },
];

export const SUBSCRIPTION_CASES: readonly Case[] = [
  {
    title: 'subscribes a queue at once, and once',
    check: async (client) => {
      const TopicArn = await createTopic(client);
      const first = await subscribe(client, TopicArn, queueArn('alerts'));
      const again = await subscribe(client, TopicArn, queueArn('alerts'));
      expect(first.SubscriptionArn).toMatch(new RegExp(`^${TopicArn}:[0-9a-f-]{36}$`, 'u'));
      expect(again.SubscriptionArn).toBe(first.SubscriptionArn);
    },
  },

  {
    title: 'lets a mail subscription wait for its confirmation',
    check: async (client) => {
      const TopicArn = await createTopic(client);
      const mail = await client.send(
        new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'crew@example.com' }),
      );
      expect(mail.SubscriptionArn).toBe('pending confirmation');
    },
  },

  {
    title: 'refuses protocols that do not exist and topics that are not there',
    check: async (client) => {
      const TopicArn = await createTopic(client);
      const pigeon = client.send(
        new SubscribeCommand({ TopicArn, Protocol: 'pigeon', Endpoint: 'x' }),
      );
      expect(await refusalOf(pigeon)).toEqual(INVALID);
      const missing = subscribe(client, MISSING_ARN, queueArn('alerts'));
      expect(await refusalOf(missing)).toEqual(NOT_FOUND);
    },
  },

  {
    title: 'keeps a filter policy and refuses what is none',
    check: async (client) => {
      const TopicArn = await createTopic(client);
      const { SubscriptionArn } = await subscribe(client, TopicArn, queueArn('alerts'));
      const set = (AttributeValue: string) =>
        client.send(
          new SetSubscriptionAttributesCommand({
            SubscriptionArn,
            AttributeName: 'FilterPolicy',
            AttributeValue,
          }),
        );
      await set('{"severity":["high","critical"]}');
      const { Attributes } = await client.send(
        new GetSubscriptionAttributesCommand({ SubscriptionArn }),
      );
      expect(JSON.parse(Attributes?.['FilterPolicy'] ?? '')).toEqual({
        severity: ['high', 'critical'],
      });
      expect(Attributes).toMatchObject({ TopicArn, Protocol: 'sqs', RawMessageDelivery: 'false' });
      expect(await refusalOf(set('{"severity":"high"}'))).toEqual(INVALID);
      expect(await refusalOf(set('not JSON'))).toEqual(INVALID);
    },
  },

  {
    title: 'lists the subscriptions of a topic page by page, and no more after they are removed',
    check: async (client) => {
      const TopicArn = await createTopic(client);
      for (let n = 0; n < 101; n += 1) await subscribe(client, TopicArn, queueArn(`q${n}`));
      const first: ListSubscriptionsByTopicCommandOutput = await client.send(
        new ListSubscriptionsByTopicCommand({ TopicArn }),
      );
      const { NextToken } = first;
      const second = await client.send(
        new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }),
      );
      expect([first, second].map(({ Subscriptions }) => Subscriptions?.length)).toEqual([100, 1]);
      const [{ SubscriptionArn } = {}] = second.Subscriptions ?? [];
      await client.send(new UnsubscribeCommand({ SubscriptionArn }));
      const gone = client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      expect(await refusalOf(gone)).toEqual(NOT_FOUND);
    },
  },
];
