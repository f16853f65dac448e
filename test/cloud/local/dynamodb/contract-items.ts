import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
  type ScanCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { createTable, filledTable, type Case } from './contract-case.ts';

const Key = { device: 'gbx-7', ts: 1 };

export const ITEM_CASES: readonly Case[] = [
  {
    title: 'gives back every type of value that was put',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      const Item = {
        ...Key,
        text: 'ü',
        empty: '',
        flag: false,
        nothing: null,
        small: 1e-9,
        list: [1, 'a', { b: [] }],
        bytes: Uint8Array.of(1, 2, 255),
        names: new Set(['a', 'b']),
      };
      await documents.send(new PutCommand({ TableName, Item }));
      const got = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      expect(got.Item).toEqual(Item);
    },
  },

  {
    title: 'gives no item for a key that is not there, and deletes it without complaint',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      const got = await documents.send(new GetCommand({ TableName, Key }));
      expect(got.Item).toBeUndefined();
      const deleted = await documents.send(
        new DeleteCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }),
      );
      expect(deleted.Attributes).toBeUndefined();
    },
  },

  {
    title: 'updates with SET, ADD and REMOVE, and returns what was asked for',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      await documents.send(
        new PutCommand({ TableName, Item: { ...Key, state: 'open', count: 1, draft: true } }),
      );
      const update = (ReturnValues: 'ALL_NEW' | 'UPDATED_OLD') =>
        documents.send(
          new UpdateCommand({
            TableName,
            Key,
            UpdateExpression:
              'SET #s = :s, notes = list_append(if_not_exists(notes, :none), :note) ADD #c :one REMOVE draft',
            ExpressionAttributeNames: { '#s': 'state', '#c': 'count' },
            ExpressionAttributeValues: {
              ':s': 'acknowledged',
              ':none': [],
              ':note': ['seen'],
              ':one': 1,
            },
            ReturnValues,
          }),
        );
      expect((await update('ALL_NEW')).Attributes).toEqual({
        ...Key,
        state: 'acknowledged',
        count: 2,
        notes: ['seen'],
      });
      const { Attributes } = await update('UPDATED_OLD');
      expect(Attributes).toEqual({ state: 'acknowledged', count: 2, notes: ['seen'] });
    },
  },

  {
    title: 'queries in order of the sort key, both ways, page by page',
    check: async (client) => {
      const TableName = await filledTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      const query = (ScanIndexForward: boolean, ExclusiveStartKey?: Record<string, unknown>) =>
        documents.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'device = :d AND ts BETWEEN :from AND :to',
            ExpressionAttributeValues: { ':d': 'gbx-7', ':from': 2, ':to': 5 },
            Limit: 3,
            ScanIndexForward,
            ExclusiveStartKey,
          }),
        );
      const first = await query(true);
      expect(first.Items?.map(({ ts }) => ts)).toEqual([2, 3, 4]);
      expect(first.LastEvaluatedKey).toEqual({ device: 'gbx-7', ts: 4 });
      const second = await query(true, first.LastEvaluatedKey);
      expect(second.Items?.map(({ ts }) => ts)).toEqual([5]);
      expect(second.LastEvaluatedKey).toBeUndefined();
      expect((await query(false)).Items?.map(({ ts }) => ts)).toEqual([5, 4, 3]);
    },
  },

  {
    title: 'filters after reading: Count is what is left of ScannedCount',
    check: async (client) => {
      const TableName = await filledTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      const found = await documents.send(
        new QueryCommand({
          TableName,
          IndexName: 'by-site',
          KeyConditionExpression: 'site = :s',
          FilterExpression: '#v > :v',
          ExpressionAttributeNames: { '#v': 'value' },
          ExpressionAttributeValues: { ':s': 'ridge', ':v': 30 },
          ProjectionExpression: 'ts',
        }),
      );
      expect(found).toMatchObject({ Count: 2, ScannedCount: 5, Items: [{ ts: 4 }, { ts: 5 }] });
    },
  },

  {
    title: 'scans page by page, every item once',
    check: async (client) => {
      const TableName = await filledTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      const seen: unknown[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page: ScanCommandOutput = await documents.send(
          new ScanCommand({ TableName, Limit: 2, ExclusiveStartKey }),
        );
        seen.push(...(page.Items ?? []).map(({ ts }) => ts));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      expect(seen).toHaveLength(5);
      expect(new Set(seen)).toEqual(new Set([1, 2, 3, 4, 5]));
    },
  },

  {
    title: 'writes and reads in batches',
    check: async (client) => {
      const TableName = await createTable(client);
      const documents = DynamoDBDocumentClient.from(client);
      const keys = Array.from({ length: 25 }, (_, ts) => ({ device: 'gbx-7', ts }));
      const written = await documents.send(
        new BatchWriteCommand({
          RequestItems: { [TableName]: keys.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
      expect(written.UnprocessedItems ?? {}).toEqual({});
      const wanted = [...keys, { device: 'nobody', ts: 0 }];
      const read = await documents.send(
        new BatchGetCommand({ RequestItems: { [TableName]: { Keys: wanted } } }),
      );
      expect(read.Responses?.[TableName]).toHaveLength(25);
      expect(read.UnprocessedKeys ?? {}).toEqual({});
    },
  },
];
