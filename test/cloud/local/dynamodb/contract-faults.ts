import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { refusalOf } from '../contract/contract.ts';
import { CONDITION, createTable, INVALID, NOT_FOUND, type Case } from './contract-case.ts';

const Key = { device: 'gbx-7', ts: 1 };

export const FAULT_CASES: readonly Case[] = [
  {
    title: 'names a table that is not there, whatever is asked of it',
    check: async (client) => {
      const documents = DynamoDBDocumentClient.from(client);
      const TableName = 'nobody';
      const calls = [
        documents.send(new GetCommand({ TableName, Key })),
        documents.send(new PutCommand({ TableName, Item: Key })),
        documents.send(new BatchGetCommand({ RequestItems: { nobody: { Keys: [Key] } } })),
        documents.send(
          new BatchWriteCommand({ RequestItems: { nobody: [{ PutRequest: { Item: Key } }] } }),
        ),
      ];
      expect(await Promise.all(calls.map(refusalOf))).toEqual(calls.map(() => NOT_FOUND));
    },
  },

  {
    title: 'writes nothing when the condition does not hold',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      const put = (state: string) =>
        documents.send(
          new PutCommand({
            TableName,
            Item: { ...Key, state },
            ConditionExpression: 'attribute_not_exists(device)',
          }),
        );
      await put('open');
      expect(await refusalOf(put('again'))).toEqual(CONDITION);
      const update = new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET #s = :closed',
        ConditionExpression: '#s IN (:returned, :acknowledged)',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: {
          ':closed': 'closed',
          ':returned': 'returned',
          ':acknowledged': 'acknowledged',
        },
      });
      expect(await refusalOf(documents.send(update))).toEqual(CONDITION);
      const { Item } = await documents.send(new GetCommand({ TableName, Key }));
      expect(Item).toEqual({ ...Key, state: 'open' });
    },
  },

  {
    title: 'gives the item that a condition failed on when it is asked to',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      await documents.send(new PutCommand({ TableName, Item: { ...Key, version: 3 } }));
      const put = documents.send(
        new PutCommand({
          TableName,
          Item: { ...Key, version: 3 },
          ConditionExpression: 'version = :v',
          ExpressionAttributeValues: { ':v': 2 },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      await expect(put).rejects.toMatchObject({
        name: 'ConditionalCheckFailedException',
        Item: { device: { S: 'gbx-7' }, version: { N: '3' } },
      });
    },
  },

  {
    title: 'gives the item that a condition of a transaction failed on when it is asked to',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      await documents.send(new PutCommand({ TableName, Item: { ...Key, version: 3 } }));
      const put = documents.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Put: {
                TableName,
                Item: Key,
                ConditionExpression: 'attribute_not_exists(device)',
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
              },
            },
          ],
        }),
      );
      await expect(put).rejects.toMatchObject({
        CancellationReasons: [
          { Code: 'ConditionalCheckFailed', Item: { device: { S: 'gbx-7' }, version: { N: '3' } } },
        ],
      });
    },
  },

  {
    title: 'refuses items whose key is missing, empty or of another type',
    check: async (client) => {
      const TableName = await createTable(client);
      const items = [{ device: 'a' }, { device: '', ts: 1 }, { device: 'a', ts: '1' }];
      expect(await refusalsOf(client, TableName, items)).toEqual(items.map(() => INVALID));
    },
  },

  {
    title: 'refuses an item of more than 400 KB',
    check: async (client) => {
      const TableName = await createTable(client);
      const items = [{ ...Key, text: 'x'.repeat(400 * 1024) }];
      expect(await refusalsOf(client, TableName, items)).toEqual([INVALID]);
    },
  },

  {
    title: 'refuses reserved words, names that are not defined and values that are not used',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      const update = (UpdateExpression: string, values: Record<string, unknown>) =>
        documents.send(
          new UpdateCommand({
            TableName,
            Key,
            UpdateExpression,
            ExpressionAttributeValues: values,
          }),
        );
      const calls = [
        update('SET state = :s', { ':s': 1 }),
        update('SET #x = :s', { ':s': 1 }),
        update('SET mood = :s', { ':s': 1, ':unused': 2 }),
        update('SET mood = :missing', { ':s': 1 }),
        update('SET ts = :s', { ':s': 1 }),
      ];
      expect(await Promise.all(calls.map(refusalOf))).toEqual(calls.map(() => INVALID));
    },
  },

  {
    title: 'refuses queries without the partition key, and on an index that is not there',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      const query = (KeyConditionExpression: string, IndexName?: string) =>
        documents.send(
          new QueryCommand({
            TableName,
            IndexName,
            KeyConditionExpression,
            ExpressionAttributeValues: { ':v': 1 },
          }),
        );
      expect(await refusalOf(query('ts = :v'))).toEqual(INVALID);
      expect(await refusalOf(query('device = :v', 'by-nothing'))).toEqual(INVALID);
    },
  },

  {
    title: 'refuses batches of more than 25 writes or 100 reads, and one item twice',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      const write = (items: readonly object[]) =>
        documents.send(
          new BatchWriteCommand({
            RequestItems: { [TableName]: items.map((Item) => ({ PutRequest: { Item } })) },
          }),
        );
      const read = (Keys: Record<string, unknown>[]) =>
        documents.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys } } }));
      const calls = [write(keysOf(26)), read(keysOf(101)), write([Key, Key]), read([Key, Key])];
      expect(await Promise.all(calls.map(refusalOf))).toEqual(calls.map(() => INVALID));
    },
  },

  {
    title: 'does all of a transaction or nothing, and says which condition failed',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      await documents.send(new PutCommand({ TableName, Item: Key }));
      const put = (ts: number) => ({
        Put: {
          TableName,
          Item: { device: 'gbx-7', ts },
          ConditionExpression: 'attribute_not_exists(device)',
        },
      });
      const both = documents.send(new TransactWriteCommand({ TransactItems: [put(2), put(1)] }));
      await expect(both).rejects.toMatchObject({
        name: 'TransactionCanceledException',
        $metadata: { httpStatusCode: 400 },
        CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
      });
      const got = await documents.send(
        new GetCommand({ TableName, Key: { device: 'gbx-7', ts: 2 } }),
      );
      expect(got.Item).toBeUndefined();
    },
  },
];

function keysOf(count: number) {
  return Array.from({ length: count }, (_, ts) => ({ device: 'gbx-7', ts }));
}

function refusalsOf(
  client: DynamoDBClient,
  TableName: string,
  items: readonly Record<string, unknown>[],
) {
  const documents = DynamoDBDocumentClient.from(client);
  return Promise.all(
    items.map((Item) => refusalOf(documents.send(new PutCommand({ TableName, Item })))),
  );
}
