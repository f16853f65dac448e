import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
  type ListTablesCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { refusalOf } from '../contract/contract.ts';
import { createTable, filledTable, INVALID, NOT_FOUND, type Case } from './contract-case.ts';

export const TABLE_CASES: readonly Case[] = [
  {
    title: 'describes a table with its keys, index, ARN and size',
    check: async (client) => {
      const TableName = await filledTable(client);
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      expect(Table).toMatchObject({
        TableName,
        TableStatus: 'ACTIVE',
        KeySchema: [
          { AttributeName: 'device', KeyType: 'HASH' },
          { AttributeName: 'ts', KeyType: 'RANGE' },
        ],
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        GlobalSecondaryIndexes: [{ IndexName: 'by-site', IndexStatus: 'ACTIVE' }],
      });
      expect(Table?.TableArn).toMatch(
        new RegExp(`^arn:aws:dynamodb:eu-west-1:\\d{12}:table/${TableName}$`, 'u'),
      );
      expect(Table?.CreationDateTime).toBeInstanceOf(Date);
    },
  },

  {
    title: 'lists tables page by page',
    check: async (client) => {
      const made = [await createTable(client), await createTable(client)];
      const names: string[] = [];
      let ExclusiveStartTableName: string | undefined;
      do {
        const page: ListTablesCommandOutput = await client.send(
          new ListTablesCommand({ Limit: 1, ExclusiveStartTableName }),
        );
        names.push(...(page.TableNames ?? []));
        ExclusiveStartTableName = page.LastEvaluatedTableName;
      } while (ExclusiveStartTableName !== undefined);
      expect(names).toEqual(expect.arrayContaining(made));
      expect(new Set(names).size).toBe(names.length);
    },
  },

  {
    title: 'refuses a table that exists, and one with a name of two characters',
    check: async (client) => {
      const create = (TableName: string) =>
        client.send(
          new CreateTableCommand({
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          }),
        );
      const again = create(await createTable(client));
      expect(await refusalOf(again)).toEqual({ name: 'ResourceInUseException', status: 400 });
      expect(await refusalOf(create('ab'))).toEqual(INVALID);
    },
  },

  {
    title: 'deletes a table, which is not there afterwards',
    check: async (client) => {
      const missing = client.send(new DeleteTableCommand({ TableName: 'nobody' }));
      expect(await refusalOf(missing)).toEqual(NOT_FOUND);
      const TableName = await createTable(client);
      const deleted = await client.send(new DeleteTableCommand({ TableName }));
      expect(deleted.TableDescription).toMatchObject({ TableName, TableStatus: 'DELETING' });
    },
  },

  {
    title: 'switches the expiry of items on once, under one attribute',
    check: async (client) => {
      const TableName = await createTable(client);
      const enable = (AttributeName: string) =>
        client.send(
          new UpdateTimeToLiveCommand({
            TableName,
            TimeToLiveSpecification: { AttributeName, Enabled: true },
          }),
        );
      const before = await client.send(new DescribeTimeToLiveCommand({ TableName }));
      expect(before.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
      await enable('expiresAt');
      const after = await client.send(new DescribeTimeToLiveCommand({ TableName }));
      expect(after.TimeToLiveDescription).toMatchObject({
        AttributeName: 'expiresAt',
        TimeToLiveStatus: expect.stringMatching(/^ENABL(ED|ING)$/u),
      });
      expect(await refusalOf(enable('expiresAt'))).toEqual(INVALID);
      expect(await refusalOf(enable('another'))).toEqual(INVALID);
    },
  },
];
