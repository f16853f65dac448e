import { AwsFault, type JsonInput } from '../service.ts';
import { DetailedFault } from './detailed-fault.ts';
import type { DynaliteOperations } from './dynalite-store.ts';
import { keyNames } from './time-to-live.ts';

const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/**
 * Whether a write wants to see the item that its condition fails on, which dynalite does not know
 * (DynamoDB API reference, PutItem, `ReturnValuesOnConditionCheckFailure`).
 */
export function wantsFailedItem(operation: string, input: JsonInput): boolean {
  return WRITES.has(operation) && input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD';
}

/** Runs such a write; the caller keeps other writers out, or the item could be a later one. */
export async function writeOrShowItem(
  operation: string,
  input: JsonInput,
  run: DynaliteOperations['run'],
): Promise<unknown> {
  try {
    return await run(operation, input);
  } catch (error) {
    const isFailed = error instanceof AwsFault && error.code === 'ConditionalCheckFailedException';
    if (!isFailed) throw error;
    const { TableName } = input;
    const Key = input['Key'] ?? (await keyOf(input, run));
    const { Item } = await run('GetItem', { TableName, Key, ConsistentRead: true });
    if (Item === undefined) throw error;
    throw new DetailedFault(error.code, error.message, { Item });
  }
}

async function keyOf(put: JsonInput, run: DynaliteOperations['run']): Promise<object> {
  const names = await keyNames(String(put['TableName']), run);
  const item = put['Item'] as Readonly<Record<string, unknown>>;
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}
