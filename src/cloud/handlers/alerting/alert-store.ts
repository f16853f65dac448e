import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import type { Alert } from '../../../telemetry/alert.ts';
import type { AlertItem } from './alert-item.ts';

/** The alerts table. Every operation may be repeated without harm. */
export interface AlertStore {
  /** Creates the item, or returns the one that an earlier delivery of the same record created. */
  open(item: AlertItem): Promise<AlertItem>;
  /** Notes that the notification is out; false when that was noted before. */
  markSent(id: string): Promise<boolean>;
  /** The condition is over: open or acknowledged becomes returned; false when it was so before. */
  returned(id: string, closedAt: number): Promise<boolean>;
}

export function createAlertStore(dynamo: DynamoDBDocumentClient, table: string): AlertStore {
  return {
    async open(item) {
      const put = new PutCommand({
        TableName: table,
        Item: { ...item },
        ConditionExpression: 'attribute_not_exists(id)',
      });
      if (await holds(() => dynamo.send(put))) return item;
      const get = new GetCommand({ TableName: table, Key: { id: item.id }, ConsistentRead: true });
      const { Item: existing } = await dynamo.send(get);
      return existing === undefined ? item : (existing as AlertItem);
    },
    markSent: (id) =>
      holds(() =>
        dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key: { id },
            UpdateExpression: 'SET notification = :sent',
            ConditionExpression: 'notification = :pending',
            ExpressionAttributeValues: { ':sent': 'sent', ':pending': 'pending' },
          }),
        ),
      ),
    returned: (id, closedAt) =>
      holds(() =>
        dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key: { id },
            UpdateExpression: 'SET #state = :returned, closedAt = :closedAt',
            ConditionExpression: '#state IN (:open, :acknowledged)',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: {
              ':returned': 'returned',
              ':open': 'open',
              ':acknowledged': 'acknowledged',
              ':closedAt': closedAt,
            },
          }),
        ),
      ),
  };
}

interface AlertPlace {
  readonly table: string;
  readonly id: string;
}

/** Somebody has seen it: open becomes acknowledged (ISA-18.2); false when it was not open. */
export function acknowledgeAlert(
  dynamo: DynamoDBDocumentClient,
  place: AlertPlace,
): Promise<boolean> {
  return moveAlert(dynamo, place, { from: 'open', to: 'acknowledged' });
}

/** Nothing is left to do: returned becomes closed (ISA-18.2); false when it had not returned. */
export function closeAlert(dynamo: DynamoDBDocumentClient, place: AlertPlace): Promise<boolean> {
  return moveAlert(dynamo, place, { from: 'returned', to: 'closed' });
}

function moveAlert(
  dynamo: DynamoDBDocumentClient,
  { table, id }: AlertPlace,
  { from, to }: { readonly from: Alert['state']; readonly to: Alert['state'] },
): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: table,
    Key: { id },
    UpdateExpression: 'SET #state = :to',
    ConditionExpression: '#state = :from',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':to': to, ':from': from },
  });
  return holds(() => dynamo.send(update));
}

/** Whether the write's condition held. */
async function holds(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
