import type { Table, TableIndex } from '../../stack/stack.ts';

/** The CreateTable call for a table of the stack: on demand, every index with all attributes. */
export function createTableInput(table: Table): Record<string, unknown> {
  const keys = [table, ...table.indexes].flatMap(keyAttributes);
  const types = new Map(keys.map(({ name, type }) => [name, type]));
  const indexes = table.indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection: { ProjectionType: 'ALL' },
  }));
  return {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(table),
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
  };
}

type Keyed = Pick<TableIndex, 'partitionKey' | 'sortKey'>;

function keySchema({ partitionKey, sortKey }: Keyed): readonly Record<string, string>[] {
  const hash = { AttributeName: partitionKey.name, KeyType: 'HASH' };
  return sortKey === undefined ? [hash] : [hash, { AttributeName: sortKey.name, KeyType: 'RANGE' }];
}

function keyAttributes({ partitionKey, sortKey }: Keyed): readonly Keyed['partitionKey'][] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}
