import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  waitUntilTableExists,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ContractCase } from '../contract/contract.ts';

export type Case = ContractCase<DynamoDBClient>;

export const INVALID = { name: 'ValidationException', status: 400 };
export const NOT_FOUND = { name: 'ResourceNotFoundException', status: 400 };
export const CONDITION = { name: 'ConditionalCheckFailedException', status: 400 };

/** A table with a device and a time as its key, and an index by site; active. */
export async function createTable(client: DynamoDBClient): Promise<string> {
  const TableName = `contract-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'device', AttributeType: 'S' },
        { AttributeName: 'ts', AttributeType: 'N' },
        { AttributeName: 'site', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'device', KeyType: 'HASH' },
        { AttributeName: 'ts', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-site',
          KeySchema: [
            { AttributeName: 'site', KeyType: 'HASH' },
            { AttributeName: 'ts', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await waitUntilTableExists(
    { client, maxWaitTime: 30, minDelay: 0.01, maxDelay: 0.1 },
    { TableName },
  );
  return TableName;
}

/** Five readings of one device, `ts` 1 to 5, all of one site. */
export async function filledTable(client: DynamoDBClient): Promise<string> {
  const TableName = await createTable(client);
  const documents = DynamoDBDocumentClient.from(client);
  for (const ts of [3, 1, 5, 2, 4]) {
    const Item = { device: 'gbx-7', ts, site: 'ridge', value: ts * 10 };
    await documents.send(new PutCommand({ TableName, Item }));
  }
  return TableName;
}
