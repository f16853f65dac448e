import { z } from 'zod';
import { AwsFault } from '../service.ts';
import type { Queue } from './queue.ts';
import type { QueueSettings } from './queues.ts';
import { messageAttribute } from './records.ts';

const url = { QueueUrl: z.string() };
const texts = z.record(z.string(), z.string());
const names = z.array(z.string()).optional();
const seconds = z.int().min(0).max(43_200);

/** Inputs by operation (SQS API reference); members that the twin does not model are refused. */
export const inputs = {
  CreateQueue: z.strictObject({ QueueName: z.string(), Attributes: texts.optional() }),
  GetQueueUrl: z.strictObject({ QueueName: z.string() }),
  ListQueues: z.strictObject({ QueueNamePrefix: z.string().optional() }),
  GetQueueAttributes: z.strictObject({ ...url, AttributeNames: names }),
  SetQueueAttributes: z.strictObject({ ...url, Attributes: texts }),
  queue: z.strictObject(url),
  SendMessage: z.strictObject({
    ...url,
    MessageBody: z.string(),
    MessageAttributes: z.record(z.string(), messageAttribute).optional(),
  }),
  ReceiveMessage: z.strictObject({
    ...url,
    AttributeNames: names,
    MessageSystemAttributeNames: names,
    MessageAttributeNames: names,
    MaxNumberOfMessages: z.int().min(1).max(10).optional(),
    VisibilityTimeout: seconds.optional(),
    WaitTimeSeconds: z.int().min(0).max(20).optional(),
  }),
  DeleteMessage: z.strictObject({ ...url, ReceiptHandle: z.string() }),
  ChangeMessageVisibility: z.strictObject({
    ...url,
    ReceiptHandle: z.string(),
    VisibilityTimeout: seconds,
  }),
};

export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsFault('InvalidParameterValue', z.prettifyError(parsed.error));
}

/** Attributes of CreateQueue that the twin models: setting, least and most seconds. */
const SETTINGS: Readonly<Record<string, readonly [keyof QueueSettings, number, number]>> = {
  VisibilityTimeout: ['visibilityTimeoutSeconds', 0, 43_200],
  MessageRetentionPeriod: ['retentionSeconds', 60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: ['waitSeconds', 0, 20],
};

export function settingsOf(
  attributes: Readonly<Record<string, string>> = {},
): Partial<QueueSettings> {
  const settings: Partial<Record<keyof QueueSettings, number>> = {};
  for (const [name, text] of Object.entries(attributes)) {
    const known = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
    if (known === undefined) {
      throw new AwsFault(
        'InvalidAttributeName',
        `The local twin does not model the attribute ${name}.`,
      );
    }
    const [setting, least, most] = known;
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new AwsFault(
        'InvalidAttributeValue',
        `${name} must be a whole number from ${least} to ${most}.`,
      );
    }
    settings[setting] = value;
  }
  return settings;
}

/** All attributes of a queue by the API's names. */
export function queueAttributes(queue: Queue, arn: string): Record<string, string> {
  const settings = queue.settings();
  const { visible, inFlight } = queue.counts();
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: '0',
    CreatedTimestamp: String(Math.floor(settings.createdAt / 1_000)),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.waitSeconds),
    DelaySeconds: '0',
  };
}

/** The wanted members: all, by name, or by a prefix written `name.*`; nothing when none is wanted. */
export function textsOf<T>(
  all: Readonly<Record<string, T>>,
  wanted: readonly string[],
): Readonly<Record<string, T>> | undefined {
  const found = Object.entries(all).filter(([name]) =>
    wanted.some(
      (each) =>
        each === 'All' ||
        each === '.*' ||
        each === name ||
        (each.endsWith('.*') && name.startsWith(each.slice(0, -2))),
    ),
  );
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
