import {
  AddPermissionCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type Message,
  type ReceiveMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createFrontDoor,
  type FrontDoor,
} from '../../../../src/cloud/local/front-door/front-door.ts';
import { createSqs, type Sqs } from '../../../../src/cloud/local/sqs/sqs-service.ts';
import { manualClock, type ManualClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { CLIENT_DEFAULTS } from '../../aws/provisioning.ts';
import { temporaryFolder } from '../identity/fixtures.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:failures';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let clock: ManualClock;
let sqs: Sqs;
let frontDoor: FrontDoor;
let client: SQSClient;
let QueueUrl = '';

function open(): void {
  sqs = createSqs({ stateDir: folder.path, clock, log: silentLog });
  frontDoor = createFrontDoor([sqs], { log: silentLog });
  const { requestHandler } = frontDoor;
  client = new SQSClient({ ...CLIENT_DEFAULTS, requestHandler, maxAttempts: 1 });
}

async function close(): Promise<void> {
  client.destroy();
  await frontDoor[Symbol.asyncDispose]();
  await sqs[Symbol.asyncDispose]();
}

beforeEach(async () => {
  folder = await temporaryFolder();
  clock = manualClock(Date.UTC(2026, 0, 1));
  open();
  QueueUrl = (await client.send(new CreateQueueCommand({ QueueName: 'failures' }))).QueueUrl ?? '';
});
afterEach(async () => {
  await close();
  await folder[Symbol.asyncDispose]();
});

async function receive(more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  return (await client.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
}

async function bodies(
  more: Partial<ReceiveMessageCommandInput> = {},
): Promise<(string | undefined)[]> {
  return (await receive({ MaxNumberOfMessages: 10, ...more })).map(({ Body }) => Body);
}

describe('queues', () => {
  it('are made once, found by name, listed, described, changed and deleted', async () => {
    const again = await client.send(new CreateQueueCommand({ QueueName: 'failures' }));
    expect(again.QueueUrl).toBe(QueueUrl);
    expect((await client.send(new GetQueueUrlCommand({ QueueName: 'failures' }))).QueueUrl).toBe(
      QueueUrl,
    );
    sqs.ensureQueue('other');
    expect(
      (await client.send(new ListQueuesCommand({ QueueNamePrefix: 'fail' }))).QueueUrls,
    ).toEqual([QueueUrl]);
    await client.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '5' } }),
    );
    sqs.send(ARN, 'a');
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: ARN,
      VisibilityTimeout: '5',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
    const some = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    expect(some.Attributes).toEqual({ QueueArn: ARN });
    await client.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(receive()).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it.each([
    ['a name with a blank', { QueueName: 'a b' }, 'InvalidParameterValue'],
    ['a FIFO queue', { QueueName: 'a.fifo' }, 'InvalidParameterValue'],
    [
      'an attribute that is not modelled',
      { QueueName: 'a', Attributes: { KmsMasterKeyId: 'k' } },
      'InvalidAttributeName',
    ],
    [
      'a value out of range',
      { QueueName: 'a', Attributes: { VisibilityTimeout: '50000' } },
      'InvalidAttributeValue',
    ],
    [
      'other settings than the existing',
      { QueueName: 'failures', Attributes: { VisibilityTimeout: '5' } },
      'QueueNameExists',
    ],
  ])('are refused for %s', async (_, input, name) => {
    await expect(client.send(new CreateQueueCommand(input))).rejects.toMatchObject({ name });
  });

  it('refuse operations that the twin has not, by name', async () => {
    const command = new AddPermissionCommand({
      QueueUrl,
      Label: 'l',
      AWSAccountIds: ['1'],
      Actions: ['*'],
    });
    await expect(client.send(command)).rejects.toThrow('sqs:AddPermission');
  });
});

describe('messages', () => {
  it('are received in order with their attributes, and stay away until the timeout', async () => {
    await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'one',
        MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } },
      }),
    );
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'two' }));
    const [first] = await receive({
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    expect(first).toMatchObject({
      Body: 'one',
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.UTC(2026, 0, 1)) },
      MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } },
    });
    expect(await bodies()).toEqual(['two']);
    expect(await bodies()).toEqual([]);
    await clock.advance(30_000);
    const again = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(again).toMatchObject([{ Body: 'one', Attributes: { ApproximateReceiveCount: '2' } }]);
  });

  it('are gone when deleted, and back at once when their timeout is set to nothing', async () => {
    sqs.send(ARN, 'one');
    sqs.send(ARN, 'two');
    const [one, two] = await receive({ MaxNumberOfMessages: 2 });
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: one?.ReceiptHandle }));
    const change = { QueueUrl, ReceiptHandle: two?.ReceiptHandle, VisibilityTimeout: 0 };
    await client.send(new ChangeMessageVisibilityCommand(change));
    expect(await bodies()).toEqual(['two']);
    await clock.advance(60_000);
    await expect(client.send(new ChangeMessageVisibilityCommand(change))).rejects.toMatchObject({
      name: 'MessageNotInflight',
    });
    await expect(
      client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' })),
    ).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  it('survive a restart, visible again', async () => {
    sqs.send(ARN, 'kept');
    expect(await bodies()).toEqual(['kept']);
    await close();
    open();
    expect(await bodies()).toEqual(['kept']);
  });

  it('end after the retention period', async () => {
    sqs.send(ARN, 'old');
    await clock.advance(345_600_000);
    sqs.send(ARN, 'new');
    await clock.advance(1);
    expect(await bodies()).toEqual(['new']);
  });

  it('are all gone after a purge', async () => {
    sqs.send(ARN, 'one');
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await bodies()).toEqual([]);
  });

  it.each([
    ['an empty body', { MessageBody: '' }],
    ['a body above 1 MiB', { MessageBody: 'x'.repeat(1_048_577) }],
    ['a delay, which is not modelled', { MessageBody: 'a', DelaySeconds: 5 }],
  ])('are refused with %s', async (_, more) => {
    await expect(client.send(new SendMessageCommand({ QueueUrl, ...more }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it('to an unknown queue are refused', () => {
    expect(() => sqs.send('arn:aws:sqs:us-east-1:000000000000:nowhere', 'a')).toThrow(
      expect.objectContaining({ code: 'QueueDoesNotExist' }),
    );
  });
});
