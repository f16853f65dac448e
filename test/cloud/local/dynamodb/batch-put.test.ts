import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as dynalite from 'dynalite/db/index.js';
import type { DynaliteStore } from 'dynalite/store-types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putBatch } from '../../../../src/cloud/local/dynamodb/batch-put.ts';
import {
  openDynalite,
  type DynaliteOperations,
} from '../../../../src/cloud/local/dynamodb/dynalite-store.ts';

const KEY = { AttributeName: 'device', AttributeType: 'S' };
const PLAIN = {
  TableName: 'state',
  AttributeDefinitions: [KEY],
  KeySchema: [{ AttributeName: 'device', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};
const INDEXED = {
  ...PLAIN,
  TableName: 'alerts',
  AttributeDefinitions: [KEY, { AttributeName: 'site', AttributeType: 'S' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-site',
      KeySchema: [{ AttributeName: 'site', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

let path = '';
let tables: DynaliteOperations;

beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'pm-sim-batch-put-'));
  tables = await openDynalite({ path, region: 'eu-west-1', accountId: '000000000000' });
  for (const table of [PLAIN, INDEXED]) await createTable(table);
});

async function createTable(table: { readonly TableName: string }): Promise<void> {
  await tables.run('CreateTable', table);
  const { TableName } = table;
  for (;;) {
    const { Table } = await tables.run('DescribeTable', { TableName });
    if ((Table as { TableStatus: string }).TableStatus === 'ACTIVE') return;
  }
}

afterEach(async () => {
  await tables.close();
  rmSync(path, { recursive: true });
});

const itemOf = (device: string, value: number) => ({
  device: { S: device },
  value: { N: `${value}` },
  site: { S: 'ridge' },
});
const put = (device: string, value: number) => ({ PutRequest: { Item: itemOf(device, value) } });
const write = (table: string, ...requests: readonly object[]): Promise<unknown> =>
  tables.run('BatchWriteItem', { RequestItems: { [table]: requests } });

async function valuesIn(table: string, query: object = {}): Promise<number[]> {
  const operation = 'IndexName' in query ? 'Query' : 'Scan';
  const { Items } = await tables.run(operation, { TableName: table, ...query });
  return (Items as { value: { N: string } }[])
    .map(({ value }) => Number(value.N))
    .toSorted((a, b) => a - b);
}

describe('a BatchWriteItem', () => {
  it('of puts replaces items as a PutItem of each would', async () => {
    await tables.run('PutItem', { TableName: 'state', Item: itemOf('wt-1', 1) });
    expect(await write('state', put('wt-1', 2), put('wt-2', 3))).toEqual({ UnprocessedItems: {} });
    expect(await valuesIn('state')).toEqual([2, 3]);
  });

  it('on a table with an index keeps the index', async () => {
    await write('alerts', put('wt-1', 4), put('wt-2', 5));
    const bySite = {
      IndexName: 'by-site',
      KeyConditionExpression: 'site = :site',
      ExpressionAttributeValues: { ':site': { S: 'ridge' } },
    };
    expect(await valuesIn('alerts', bySite)).toEqual([4, 5]);
  });

  it('with the same item twice, or one without its key, is refused and writes nothing', async () => {
    await expect(write('state', put('wt-1', 1), put('wt-1', 2))).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'Provided list of item keys contains duplicates',
    });
    const keyless = { PutRequest: { Item: { value: { N: '1' } } } };
    await expect(write('state', put('wt-1', 1), keyless)).rejects.toMatchObject({
      code: 'ValidationException',
    });
    expect(await valuesIn('state')).toEqual([]);
  });

  it('with deletions among the puts does both', async () => {
    await write('state', put('wt-1', 1));
    await write('state', put('wt-2', 2), { DeleteRequest: { Key: { device: { S: 'wt-1' } } } });
    expect(await valuesIn('state')).toEqual([2]);
  });

  it('comes before or after a conditional write, never between its check and its write', async () => {
    await write('state', put('wt-1', 1));
    const increment = {
      TableName: 'state',
      Key: { device: { S: 'wt-1' } },
      UpdateExpression: 'SET #v = #v + :ten',
      ExpressionAttributeNames: { '#v': 'value' },
      ExpressionAttributeValues: { ':ten': { N: '10' } },
    };
    await Promise.all([tables.run('UpdateItem', increment), write('state', put('wt-1', 5))]);
    expect([5, 15]).toContain((await valuesIn('state'))[0]);
  });
});

it('leaves to dynalite what is not puts of one table without an index', async () => {
  await tables.close();
  const store: DynaliteStore = dynalite.create({
    path,
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  await store.db.open({});
  const done = await Promise.all(
    [
      { RequestItems: { state: [put('wt-1', 1), put('wt-2', 2)] } },
      { RequestItems: { alerts: [put('wt-1', 1)] } },
      { RequestItems: { state: [put('wt-1', 1)], alerts: [put('wt-1', 1)] } },
      { RequestItems: { state: [put('wt-1', 1)] }, ReturnConsumedCapacity: 'TOTAL' },
      { RequestItems: { nowhere: [put('wt-1', 1)] } },
    ].map((request) => putBatch(store, request)),
  );
  expect(done).toEqual([true, false, false, false, false]);
  await store.db.close();
});
