import { createRequire } from 'node:module';
import * as dynalite from 'dynalite/db/index.js';
import type {
  Callback,
  DynaliteAction,
  DynaliteStore,
  DynaliteValidation,
  StoredTable,
} from 'dynalite/store-types';
import * as validations from 'dynalite/validations/index.js';
import { messageOf, PmSimError } from '../../../runtime/errors.ts';
import { AwsFault, unknownOperation } from '../service.ts';
import { putBatch, type BatchWrite } from './batch-put.ts';
import { readHere } from './read-here.ts';

/** DynamoDB's operations as dynalite runs them, on a LevelDB folder. */
export interface DynaliteOperations {
  /** Runs one operation; rejects with AwsFault. */
  readonly run: (operation: string, input: unknown) => Promise<Output>;
  close(): Promise<void>;
}

/** What an operation answers, as AWS JSON. */
type Output = Record<string, unknown>;

export interface DynaliteStoreOptions {
  readonly path: string;
  readonly region: string;
  readonly accountId: string;
}

const OPERATIONS: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
]);

/**
 * Opens the store. dynalite is called below its HTTP server: that is three times as fast, and a
 * failing disk becomes a fault here where the server would end the process. LevelDB hands each write
 * to the operating system before it reports success, so `kill -9` loses nothing.
 * Throws `twin/state-in-use` or `twin/state-unreadable`.
 */
export async function openDynalite(options: DynaliteStoreOptions): Promise<DynaliteOperations> {
  const delays = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  const store = dynalite.create({ path: options.path, ...delays });
  await open(store, options.path);
  store.tableDb.awsRegion = options.region;
  store.tableDb.awsAccountId = options.accountId;
  readHere(store);
  const run = createRunner(store);
  await settleTables(store, run);
  return { run, close: () => store.db.close() };
}

/** What every record and every alert needs: the first alert is not to wait for code to be loaded. */
const LOADED_FIRST = ['BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'UpdateItem'];

function createRunner(store: DynaliteStore): DynaliteOperations['run'] {
  const require = createRequire(import.meta.url);
  const loaded = new Map<string, Operation>();
  const load = (operation: string): Operation => {
    if (!OPERATIONS.has(operation)) throw unknownOperation('dynamodb', operation);
    const file = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}.js`;
    return {
      action: require(`dynalite/actions/${file}`) as DynaliteAction,
      validation: require(`dynalite/validations/${file}`) as DynaliteValidation,
    };
  };
  for (const operation of LOADED_FIRST) loaded.set(operation, load(operation));
  return async (operation, input) => {
    const { action, validation } = loaded.get(operation) ?? load(operation);
    loaded.set(operation, { action, validation });
    try {
      const typed = validations.checkTypes(input, validation.types);
      validations.checkValidations(typed, validation.types, validation.custom, store);
      if (operation === 'BatchWriteItem' && (await putBatch(store, typed as BatchWrite))) {
        return { UnprocessedItems: {} };
      }
      return await call((done: Callback<Output>) => action(store, typed, done));
    } catch (error) {
      throw asFault(error);
    }
  };
}

interface Operation {
  readonly action: DynaliteAction;
  readonly validation: DynaliteValidation;
}

function call<T>(start: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value)));
  });
}

/** dynalite throws its answers: `{ statusCode, body: { __type, message } }`. */
function asFault(error: unknown): unknown {
  const { statusCode, body } = error as { statusCode?: number; body?: Record<string, string> };
  if (statusCode === undefined || body === undefined) return error;
  const code = body['__type']?.split('#').at(-1) ?? 'ValidationException';
  return new AwsFault(code, body['message'] ?? body['Message'] ?? '', statusCode);
}

/**
 * LevelDB's bounds (README of classic-level, "db = new ClassicLevel"): at most two write buffers and
 * the cache are in memory. Snapshots are most of what is written, and are compressed already; two
 * versions of a few dozen devices' fit a buffer, where the older ones are replaced before they are
 * written to a table.
 */
const LEVEL_OPTIONS = {
  compression: false,
  cacheSize: 8 * 1024 * 1024,
  writeBufferSize: 8 * 1024 * 1024,
  maxOpenFiles: 200,
} as const;

async function open(store: DynaliteStore, path: string): Promise<void> {
  try {
    await store.db.open(LEVEL_OPTIONS);
  } catch (error) {
    const cause = (error as { readonly cause?: unknown }).cause ?? error;
    if ((cause as { readonly code?: unknown }).code === 'LEVEL_LOCKED') {
      throw new PmSimError('twin/state-in-use', `Another program uses the tables in ${path}.`, {
        hint: 'Stop the other pm-sim, or choose another --state folder.',
        cause: error,
      });
    }
    throw new PmSimError('twin/state-unreadable', `Cannot open ${path}: ${messageOf(cause)}`, {
      kind: 'user',
      hint: 'Check the folder, or start afresh with --fresh.',
      cause: error,
    });
  }
}

/** Tables that a kill left CREATING or DELETING would stay so for ever: they are ACTIVE again. */
async function settleTables(store: DynaliteStore, run: DynaliteOperations['run']): Promise<void> {
  let start: unknown;
  do {
    const page = await run(
      'ListTables',
      start === undefined ? {} : { ExclusiveStartTableName: start },
    );
    for (const name of page['TableNames'] as string[]) await settleTable(store, name);
    start = page['LastEvaluatedTableName'];
  } while (start !== undefined);
}

async function settleTable(store: DynaliteStore, name: string): Promise<void> {
  const table = await call((done: Callback<StoredTable>) => store.tableDb.get(name, done));
  if (table.TableStatus === 'ACTIVE') return;
  const indexes = table.GlobalSecondaryIndexes?.map((index) => ({
    ...index,
    IndexStatus: 'ACTIVE',
  }));
  const settled = {
    ...table,
    TableStatus: 'ACTIVE',
    ...(indexes === undefined ? {} : { GlobalSecondaryIndexes: indexes }),
  };
  await call((done: Callback<void>) => store.tableDb.put(name, settled, done));
}
