import type { Table, TableIndex } from '../../stack/stack.ts';
import type { Resource, Resources, Value } from './cloudformation.ts';
import { physicalName, TAGS, type Parts } from './parts.ts';

/**
 * `AWS::DynamoDB::Table`, paid by request, with point-in-time recovery. An update that would replace a
 * table leaves the old one, since alerts are records of what happened.
 */
export function tableResources(tables: readonly Table[], parts: Parts): Resources {
  return Object.fromEntries(
    tables.map((table) => [parts.id('table', table.name), resource(table)]),
  );
}

function resource(table: Table): Resource {
  const { name, indexes, ttlAttribute } = table;
  return {
    Type: 'AWS::DynamoDB::Table',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      TableName: physicalName(name),
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributeDefinitions(table),
      KeySchema: keySchema(table),
      ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(indexOf) }),
      ...(ttlAttribute === undefined
        ? {}
        : { TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true } }),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      Tags: TAGS,
    },
  };
}

/** Attributes of keys only, each once: others are not declared. */
function attributeDefinitions(table: Table): Value {
  const types = new Map<string, 'S' | 'N'>();
  for (const { partitionKey, sortKey } of [table, ...table.indexes]) {
    types.set(partitionKey.name, partitionKey.type);
    if (sortKey !== undefined) types.set(sortKey.name, sortKey.type);
  }
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function keySchema({ partitionKey, sortKey }: Pick<Table, 'partitionKey' | 'sortKey'>): Value {
  const hash = { AttributeName: partitionKey.name, KeyType: 'HASH' };
  return sortKey === undefined ? [hash] : [hash, { AttributeName: sortKey.name, KeyType: 'RANGE' }];
}

function indexOf(index: TableIndex): Value {
  return {
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection: { ProjectionType: 'ALL' },
  };
}
