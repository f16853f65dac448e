import { PublishBatchCommand, PublishCommand, type PublishCommandInput } from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { refusalOf } from '../contract/contract.ts';
import { createTopic, INVALID, MISSING_ARN, NOT_FOUND, type Case } from './contract-topics.ts';

export const PUBLISH_CASES: readonly Case[] = [
  {
    title: 'publishes a structured message with subject and attributes',
    check: async (client) => {
      const TopicArn = await createTopic(client);
      const publish = () =>
        client.send(
          new PublishCommand({
            TopicArn,
            Subject: 'Alert (high): gbx-7',
            MessageStructure: 'json',
            Message: JSON.stringify({ default: 'text', sqs: '{"id":"gbx-7#b1#9"}' }),
            MessageAttributes: { severity: { DataType: 'String', StringValue: 'high' } },
          }),
        );
      const ids = [(await publish()).MessageId, (await publish()).MessageId];
      expect(ids).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID)]);
      expect(new Set(ids).size).toBe(2);
    },
  },

  {
    title: 'refuses to publish to a topic that is not there',
    check: async (client) => {
      const call = new PublishCommand({ TopicArn: MISSING_ARN, Message: 'x' });
      expect(await refusalOf(client.send(call))).toEqual(NOT_FOUND);
    },
  },

  ...refused([
    ['an empty message', { Message: '' }],
    ['a message of more than 256 KiB', { Message: 'x'.repeat(262_145) }],
    ['a subject of more than 100 characters', { Message: 'x', Subject: 'x'.repeat(101) }],
    ['a subject with a line break', { Message: 'x', Subject: 'one\ntwo' }],
    ['a structure that is no JSON', { Message: 'x', MessageStructure: 'json' }],
    ['a structure without a default', { Message: '{"sqs":"x"}', MessageStructure: 'json' }],
    [
      'an attribute of a type that does not exist',
      { Message: 'x', MessageAttributes: { a: { DataType: 'Colour', StringValue: 'red' } } },
      { name: 'InvalidParameterValueException', status: 400 },
    ],
    [
      'a Number attribute that is no number',
      { Message: 'x', MessageAttributes: { a: { DataType: 'Number', StringValue: 'red' } } },
      { name: 'InvalidParameterValueException', status: 400 },
    ],
  ]),

  {
    title: 'publishes a batch and answers for each entry by its id',
    check: async (client) => {
      const TopicArn = await createTopic(client);
      const PublishBatchRequestEntries = ['a', 'b'].map((Id) => ({ Id, Message: Id }));
      const batch = new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries });
      const { Successful, Failed } = await client.send(batch);
      expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);
      expect(Failed ?? []).toEqual([]);
    },
  },

  {
    title: 'refuses a batch that is empty, has more than ten entries or an id twice',
    check: async (client) => {
      const TopicArn = await createTopic(client);
      const publish = (ids: readonly string[]) =>
        client.send(
          new PublishBatchCommand({
            TopicArn,
            PublishBatchRequestEntries: ids.map((Id) => ({ Id, Message: 'x' })),
          }),
        );
      const eleven = Array.from({ length: 11 }, (_, n) => `id-${n}`);
      const names = [];
      for (const ids of [[], eleven, ['a', 'a']]) names.push(await refusalOf(publish(ids)));
      expect(names).toEqual([
        { name: 'EmptyBatchRequestException', status: 400 },
        { name: 'TooManyEntriesInBatchRequestException', status: 400 },
        { name: 'BatchEntryIdsNotDistinctException', status: 400 },
      ]);
    },
  },
];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** One case for each thing that Publish does not take. */
function refused(
  rows: readonly (readonly [
    what: string,
    input: PublishCommandInput,
    refusal?: { readonly name: string; readonly status: number },
  ])[],
): readonly Case[] {
  return rows.map(([what, input, refusal = INVALID]) => ({
    title: `refuses ${what}`,
    check: async (client) => {
      const TopicArn = await createTopic(client);
      const call = client.send(new PublishCommand({ TopicArn, ...input }));
      expect(await refusalOf(call)).toEqual(refusal);
    },
  }));
}
