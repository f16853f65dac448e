import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import * as dynalite from 'dynalite/db/index.js';
import { describe, expect, it } from 'vitest';
import { ALERTS, dynamoDbFixture } from './dynamodb-fixture.ts';

const TableName = 'alerts';

describe('what DynamoDB accepted', () => {
  it('survives SIGKILL in the middle of writing', async () => {
    const fixture = dynamoDbFixture();
    const program = new URL('put-forever.ts', import.meta.url);
    const child = spawn(process.execPath, ['--import', 'tsx', program.pathname, fixture.stateDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      if (told.split('\n').length > 100) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const accepted = told.split('\n').slice(0, -1);
    const { client } = await fixture.open();
    const { Items } = await client.send(new ScanCommand({ TableName }));
    const found = new Set(Items?.map((item) => item['id']?.S));
    expect(accepted.length).toBeGreaterThanOrEqual(100);
    expect(accepted.filter((id) => !found.has(id))).toEqual([]);
  });

  it('includes tables whose creation or deletion was cut short: they are active again', async () => {
    const fixture = dynamoDbFixture();
    const first = await fixture.open();
    await first.dynamoDb.ensureTable(ALERTS);
    await first.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'a' } } }));
    const { Table } = await first.client.send(new DescribeTableCommand({ TableName }));
    await first.dynamoDb[Symbol.asyncDispose]();
    await leave(join(fixture.stateDir, 'dynamodb', 'tables'), Table?.GlobalSecondaryIndexes ?? []);
    const second = await fixture.open();
    const described = await second.client.send(new DescribeTableCommand({ TableName }));
    expect(described.Table?.TableStatus).toBe('ACTIVE');
    expect(described.Table?.GlobalSecondaryIndexes?.map(({ IndexStatus }) => IndexStatus)).toEqual([
      'ACTIVE',
    ]);
    const { Item } = await second.client.send(
      new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }),
    );
    expect(Item).toEqual({ id: { S: 'a' } });
  });
});

/** Leaves the table as a killed CreateTable would. */
async function leave(path: string, indexes: readonly object[]): Promise<void> {
  const delays = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  const { db, tableDb } = dynalite.create({ path, ...delays });
  const table = await promisify(tableDb.get.bind(tableDb))(TableName);
  const put = promisify(tableDb.put.bind(tableDb));
  await put(TableName, {
    ...(table as object),
    TableStatus: 'CREATING',
    GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, IndexStatus: 'CREATING' })),
  });
  await db.close();
}
