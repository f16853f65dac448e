import {
  ConfirmSubscriptionCommand,
  CreatePlatformApplicationCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../identity/fixtures.ts';
import { NOW, snsBench, startHook, type SnsBench } from './fixtures.ts';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:notify';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:alerts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let bench: SnsBench;
let topic = '';
let invoked: { arn: string; event: unknown }[] = [];
let queued: { arn: string; body: string }[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  invoked = [];
  queued = [];
  bench = snsBench(folder.path, {
    invokeLambda: (arn, event) => void invoked.push({ arn, event }),
    sendToQueue: (arn, body) => void queued.push({ arn, body }),
  });
  topic = (await bench.client.send(new CreateTopicCommand({ Name: 'alerts' }))).TopicArn ?? '';
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function subscribe(
  Protocol: string,
  Endpoint: string,
  Attributes?: Record<string, string>,
): Promise<string> {
  const input = { TopicArn: topic, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true };
  return (await bench.client.send(new SubscribeCommand(input))).SubscriptionArn ?? '';
}

async function publish(Message: string, more: object = {}): Promise<string> {
  const { MessageId } = await bench.client.send(
    new PublishCommand({ TopicArn: topic, Message, ...more }),
  );
  return MessageId ?? '';
}

function severity(StringValue: string): object {
  return { MessageAttributes: { severity: { DataType: 'String', StringValue } } };
}

describe('topics', () => {
  it('are made once, listed, described and deleted', async () => {
    expect(topic).toBe('arn:aws:sns:us-east-1:000000000000:alerts');
    const again = await bench.client.send(new CreateTopicCommand({ Name: 'alerts' }));
    expect(again.TopicArn).toBe(topic);
    expect((await bench.client.send(new ListTopicsCommand({}))).Topics).toEqual([
      { TopicArn: topic },
    ]);
    await subscribe('email', 'crew@example.com');
    await bench.client.send(
      new SetTopicAttributesCommand({
        TopicArn: topic,
        AttributeName: 'DisplayName',
        AttributeValue: 'A <b> & "c"',
      }),
    );
    const { Attributes } = await bench.client.send(
      new GetTopicAttributesCommand({ TopicArn: topic }),
    );
    expect(Attributes).toMatchObject({ DisplayName: 'A <b> & "c"', SubscriptionsConfirmed: '1' });
    await bench.client.send(new DeleteTopicCommand({ TopicArn: topic }));
    expect((await bench.client.send(new ListSubscriptionsCommand({}))).Subscriptions ?? []).toEqual(
      [],
    );
    await expect(publish('late')).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('are listed page by page', async () => {
    for (let at = 0; at < 105; at += 1) bench.sns.ensureTopic(`topic-${at}`);
    const first = await bench.client.send(new ListTopicsCommand({}));
    const second = await bench.client.send(new ListTopicsCommand({ NextToken: first.NextToken }));
    expect(first.Topics).toHaveLength(100);
    expect(second.Topics).toHaveLength(6);
    expect(second.NextToken).toBeUndefined();
  });

  it.each([
    ['a name with a blank', new CreateTopicCommand({ Name: 'a b' })],
    ['a FIFO topic', new CreateTopicCommand({ Name: 'a.fifo' })],
    [
      'an attribute that is not modelled',
      new CreateTopicCommand({ Name: 'a', Attributes: { KmsMasterKeyId: 'k' } }),
    ],
  ])('are refused with %s', async (_, command) => {
    await expect(bench.client.send(command)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('survive a restart with their subscriptions', async () => {
    await subscribe('lambda', LAMBDA);
    await bench[Symbol.asyncDispose]();
    bench = snsBench(folder.path, {
      invokeLambda: (arn, event) => void invoked.push({ arn, event }),
    });
    await publish('after the restart');
    expect(invoked).toHaveLength(1);
  });
});

describe('subscriptions', () => {
  it('are made once per protocol and endpoint, listed, described and removed', async () => {
    const arn = await subscribe('sqs', QUEUE, {
      RawMessageDelivery: 'true',
      FilterPolicy: '{"severity":["high"]}',
    });
    expect(await subscribe('sqs', QUEUE)).toBe(arn);
    const { Subscriptions } = await bench.client.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topic }),
    );
    expect(Subscriptions).toEqual([
      {
        SubscriptionArn: arn,
        Owner: '000000000000',
        Protocol: 'sqs',
        Endpoint: QUEUE,
        TopicArn: topic,
      },
    ]);
    const { Attributes } = await bench.client.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }),
    );
    expect(Attributes).toMatchObject({
      RawMessageDelivery: 'true',
      FilterPolicy: '{"severity":["high"]}',
      PendingConfirmation: 'false',
    });
    await bench.client.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
    await publish('nobody hears');
    expect(queued).toEqual([]);
  });

  it('filter by message attributes, and by changed policies', async () => {
    const arn = await subscribe('sqs', QUEUE, { FilterPolicy: '{"severity":["high"]}' });
    await publish('one', severity('low'));
    await publish('two', severity('high'));
    await bench.client.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: arn,
        AttributeName: 'FilterPolicy',
        AttributeValue: '{"severity":["low"]}',
      }),
    );
    await publish('three', severity('low'));
    await bench.client.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: arn,
        AttributeName: 'FilterPolicy',
        AttributeValue: '{}',
      }),
    );
    await publish('four');
    expect(queued.map(({ body }) => (JSON.parse(body) as { Message: string }).Message)).toEqual([
      'two',
      'three',
      'four',
    ]);
  });

  it.each([
    ['sms', '+123456'],
    ['email', 'not an address'],
    ['email', 'a@b\r\nBcc: c@d'],
    ['http', 'ftp://example.com'],
    ['lambda', 'notify'],
    ['sqs', 'http://queue'],
  ])('are refused for %s %s', async (protocol, endpoint) => {
    await expect(subscribe(protocol, endpoint)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it.each([
    ['FilterPolicy', 'rubbish'],
    ['FilterPolicy', '{"a":[{"cidr":"10.0.0.0/8"}]}'],
    ['FilterPolicyScope', 'MessageBody'],
    ['RawMessageDelivery', 'perhaps'],
    ['RedrivePolicy', '{}'],
  ])('are refused with %s %s', async (name, value) => {
    await expect(subscribe('sqs', QUEUE, { [name]: value })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('publishing', () => {
  it('reaches a function as the event that Lambda gets from SNS', async () => {
    await subscribe('lambda', LAMBDA);
    const MessageAttributes = { device: { DataType: 'String', StringValue: 'wt-001' } };
    const id = await publish('text', { Subject: 'Alert', MessageAttributes });
    expect(invoked).toMatchObject([
      {
        arn: LAMBDA,
        event: {
          Records: [
            {
              EventSource: 'aws:sns',
              Sns: {
                Type: 'Notification',
                MessageId: id,
                TopicArn: topic,
                Subject: 'Alert',
                Message: 'text',
                Timestamp: new Date(NOW).toISOString(),
                MessageAttributes: { device: { Type: 'String', Value: 'wt-001' } },
              },
            },
          ],
        },
      },
    ]);
    expect(bench.published).toMatchObject([{ messageId: id, subject: 'Alert' }]);
  });

  it('gives each protocol its own text when the message is structured', async () => {
    await subscribe('lambda', LAMBDA);
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    await publish(JSON.stringify({ default: 'for anybody', sqs: 'for queues' }), {
      MessageStructure: 'json',
    });
    expect(queued).toEqual([{ arn: QUEUE, body: 'for queues' }]);
    expect(invoked).toMatchObject([{ event: { Records: [{ Sns: { Message: 'for anybody' } }] } }]);
  });

  it('in a batch tells which entries failed', async () => {
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    const { Successful, Failed } = await bench.client.send(
      new PublishBatchCommand({
        TopicArn: topic,
        PublishBatchRequestEntries: [
          { Id: 'a', Message: 'one' },
          { Id: 'b', Message: 'two', Subject: 'line\nbreak' },
          {
            Id: 'c',
            Message: 'three',
            MessageAttributes: { n: { DataType: 'Number', StringValue: '3' } },
          },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
    expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }]);
    expect(queued.map(({ body }) => body)).toEqual(['one', 'three']);
  });

  it.each([
    ['an empty message', { Message: '' }],
    ['a message above 256 KiB', { Message: 'x'.repeat(262_145) }],
    ['a subject with a line break', { Subject: 'a\r\nBcc: b@c' }],
    ['a structure that is not JSON', { MessageStructure: 'json' }],
    ['a structure without default', { MessageStructure: 'json', Message: '{"sqs":"x"}' }],
    ['an attribute without a value', { MessageAttributes: { a: { DataType: 'String' } } }],
    ['a telephone number', { PhoneNumber: '+4912345' }],
  ])('is refused for %s', async (_, more) => {
    await expect(publish('text', more)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it.each([
    ['no entries', [], 'EmptyBatchRequestException'],
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, at) => ({ Id: `${at}`, Message: 'm' })),
      'TooManyEntriesInBatchRequestException',
    ],
    [
      'equal ids',
      [
        { Id: 'a', Message: 'm' },
        { Id: 'a', Message: 'n' },
      ],
      'BatchEntryIdsNotDistinctException',
    ],
  ])('is refused for a batch with %s', async (_, PublishBatchRequestEntries, name) => {
    await expect(
      bench.client.send(new PublishBatchCommand({ TopicArn: topic, PublishBatchRequestEntries })),
    ).rejects.toMatchObject({ name });
  });

  it('goes on when a function or queue does not take the message, and reports it', async () => {
    await bench[Symbol.asyncDispose]();
    bench = snsBench(folder.path, {
      invokeLambda: () => false,
      sendToQueue: () => Promise.reject(new Error('no such queue')),
    });
    await subscribe('lambda', LAMBDA);
    await subscribe('sqs', QUEUE);
    await publish('text');
    expect(bench.deliveries).toMatchObject([
      { protocol: 'lambda', outcome: 'failed', detail: 'too much is waiting there' },
      { protocol: 'sqs', outcome: 'failed', detail: 'no such queue' },
    ]);
  });

  it('says so when there is nothing behind a protocol', async () => {
    await bench[Symbol.asyncDispose]();
    bench = snsBench(folder.path);
    await subscribe('lambda', LAMBDA);
    await publish('text');
    expect(bench.deliveries).toMatchObject([
      { outcome: 'failed', detail: expect.stringContaining('without this kind') as string },
    ]);
  });

  it('refuses operations that it has not, by name', async () => {
    const command = new CreatePlatformApplicationCommand({
      Name: 'a',
      Platform: 'b',
      Attributes: {},
    });
    await expect(bench.client.send(command)).rejects.toThrow('sns:CreatePlatformApplication');
  });
});

describe('a web hook', () => {
  it('gets nothing until it has confirmed by the link, then notifications', async () => {
    await using hook = await startHook(200);
    const { port } = await bench.frontDoor.listen({ host: '127.0.0.1', port: 0 });
    await bench[Symbol.asyncDispose]();
    bench = snsBench(folder.path, { endpointUrl: () => `http://127.0.0.1:${port}` });
    await bench.frontDoor.listen({ host: '127.0.0.1', port });
    await subscribe('http', hook.url);
    await hook.received(1);
    const asked = JSON.parse(hook.requests[0]?.body ?? '') as {
      Type: string;
      SubscribeURL: string;
    };
    expect(asked.Type).toBe('SubscriptionConfirmation');
    await publish('too early');
    const answer = await fetch(asked.SubscribeURL);
    expect(answer.status).toBe(200);
    const id = await publish('now', { Subject: 'Alert' });
    await hook.received(2);
    expect(hook.requests).toHaveLength(2);
    expect(hook.requests[1]?.headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': id,
      'x-amz-sns-topic-arn': topic,
    });
    expect(JSON.parse(hook.requests[1]?.body ?? '')).toMatchObject({
      Type: 'Notification',
      Message: 'now',
      Subject: 'Alert',
      Signature: expect.stringContaining('not-modelled') as string,
    });
  });

  it('confirms by the token through the client, and a wrong token does not', async () => {
    await using hook = await startHook(200);
    await subscribe('http', hook.url, { RawMessageDelivery: 'true' });
    await hook.received(1);
    const { Token } = JSON.parse(hook.requests[0]?.body ?? '') as { Token: string };
    await expect(
      bench.client.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token: 'x' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await bench.client.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token }));
    await publish('raw text');
    await hook.received(2);
    expect(hook.requests[1]).toMatchObject({
      body: 'raw text',
      headers: { 'x-amz-sns-rawdelivery': 'true' },
    });
  });
});
