/** The parts of dynalite 4 that the twin calls; the package brings no types. */

declare module 'dynalite/db/index.js' {
  import type {
    DynaliteStore,
    DynaliteStoreOptions,
    Item,
    StoredTable,
  } from 'dynalite/store-types';
  export function create(options: DynaliteStoreOptions): DynaliteStore;
  /** What is wrong with the item, if anything is. */
  export function validateItem(item: Item, table: StoredTable): Error | null | undefined;
  /** The key under which the table's items are stored. */
  export function createKey(item: Item, table: StoredTable): string;
}

declare module 'dynalite/validations/index.js' {
  import type { DynaliteStore, DynaliteValidation } from 'dynalite/store-types';
  /** Returns the input with the types it should have; throws an answer. */
  export function checkTypes(input: unknown, types: unknown): unknown;
  /** Throws an answer when the input breaks a constraint. */
  export function checkValidations(
    ...args: [input: unknown, types: unknown, custom: unknown, store: DynaliteStore]
  ): void;
  export type { DynaliteValidation };
}

declare module 'dynalite/store-types' {
  export interface DynaliteStoreOptions {
    /** Folder of the LevelDB files. */
    readonly path: string;
    /** How long tables stay CREATING, DELETING, UPDATING, ms. */
    readonly createTableMs: number;
    readonly deleteTableMs: number;
    readonly updateTableMs: number;
  }

  /** What is stored is JSON; the caller says of which shape. */
  export type Callback<T> = (error: Error | null, result: T) => void;

  /** Options of classic-level's `open` (its README, "db = new ClassicLevel"). */
  interface LevelOptions {
    readonly compression?: boolean;
    readonly cacheSize?: number;
    readonly writeBufferSize?: number;
    readonly maxOpenFiles?: number;
  }

  export type Item = Readonly<Record<string, unknown>>;

  export interface StoredTable {
    readonly TableStatus: string;
    readonly GlobalSecondaryIndexes?: readonly Record<string, unknown>[];
    readonly LocalSecondaryIndexes?: readonly Record<string, unknown>[];
  }

  interface ItemDb {
    /** Runs `work` alone among those who ask for one of the same keys, until what it wraps is called. */
    lock(keys: readonly string[], work: (release: Release) => void): void;
    batch(
      operations: readonly { readonly type: 'put'; readonly key: string; readonly value: Item }[],
      done: (error: Error | null) => void,
    ): void;
  }

  type Release = (done: (error: Error | null) => void) => (error: Error | null) => void;

  export interface DynaliteStore {
    readonly db: {
      readonly status: string;
      open(options: LevelOptions): Promise<void>;
      close(): Promise<void>;
      get: <T>(key: string, done?: Callback<T>) => unknown;
      getSync(key: string): unknown;
    };
    getTable(name: string, done: Callback<StoredTable>): void;
    getItemDb(table: string): ItemDb;
    readonly tableDb: {
      /** Read for ARNs at every use. */
      awsRegion: string;
      awsAccountId: string;
      get<T>(table: string, done: Callback<T>): void;
      put(table: string, value: unknown, done: Callback<void>): void;
    };
  }

  /** One of dynalite's `validations/<operation>.js`. */
  export interface DynaliteValidation {
    readonly types: unknown;
    readonly custom: unknown;
  }

  /** One of dynalite's `actions/<operation>.js`. */
  export type DynaliteAction = <T>(store: DynaliteStore, input: unknown, done: Callback<T>) => void;
}
