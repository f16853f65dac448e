import * as dynalite from 'dynalite/db/index.js';
import type { DynaliteStore, Item, StoredTable } from 'dynalite/store-types';

/** A BatchWriteItem as far as it matters here; dynalite has checked its types. */
export interface BatchWrite {
  readonly RequestItems: Readonly<
    Record<string, readonly { readonly PutRequest?: { readonly Item: Item } }[]>
  >;
  readonly ReturnConsumedCapacity?: unknown;
}

interface TablePut {
  readonly table: string;
  /** dynalite's keys, unique. */
  readonly items: ReadonlyMap<string, Item>;
}

/**
 * Writes the puts of one table without indexes together, where dynalite reads, locks and writes each
 * item by itself: a third of the work. False when the request is anything else, or is wrong; then
 * nothing has been done, and dynalite is to answer it.
 */
export async function putBatch(store: DynaliteStore, request: BatchWrite): Promise<boolean> {
  const put = await plainPut(store, request);
  if (put === undefined) return false;
  const db = store.getItemDb(put.table);
  const operations = [...put.items].map(([key, value]) => ({ type: 'put' as const, key, value }));
  await new Promise<void>((resolve, reject) => {
    // Conditional writes hold the same locks between their check and their write.
    db.lock([...put.items.keys()], (release) => {
      db.batch(
        operations,
        release((error: Error | null) => (error === null ? resolve() : reject(error))),
      );
    });
  });
  return true;
}

async function plainPut(
  store: DynaliteStore,
  { RequestItems, ReturnConsumedCapacity = 'NONE' }: BatchWrite,
): Promise<TablePut | undefined> {
  const [[name, requests] = ['', []], ...others] = Object.entries(RequestItems);
  if (others.length > 0 || ReturnConsumedCapacity !== 'NONE') return undefined;
  const table = await tableOf(store, name);
  if (table === undefined || hasIndexes(table)) return undefined;
  const items = new Map<string, Item>();
  for (const { PutRequest } of requests) {
    if (PutRequest === undefined) return undefined;
    const wrong = dynalite.validateItem(PutRequest.Item, table) ?? undefined;
    if (wrong !== undefined) return undefined;
    items.set(dynalite.createKey(PutRequest.Item, table), PutRequest.Item);
  }
  return items.size === requests.length ? { table: name, items } : undefined;
}

function hasIndexes(table: StoredTable): boolean {
  return table.GlobalSecondaryIndexes !== undefined || table.LocalSecondaryIndexes !== undefined;
}

function tableOf(store: DynaliteStore, name: string): Promise<StoredTable | undefined> {
  return new Promise((resolve) => {
    store.getTable(name, (error, table) => resolve(error ? undefined : table));
  });
}
