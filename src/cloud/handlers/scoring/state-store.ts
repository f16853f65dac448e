import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  BatchGetCommand,
  BatchWriteCommand,
  PutCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { sleep, type Clock } from '../../../runtime/clock.ts';
import { PmSimError } from '../../../runtime/errors.ts';
import type { Random } from '../../../runtime/random.ts';
import { backoffMs } from '../../../runtime/retry.ts';
import type { DeviceState } from './device-state.ts';

/** Limits of DynamoDB (API reference, BatchGetItem and BatchWriteItem; "Item size"). */
const GET_KEYS_MAX = 100;
const WRITE_ITEMS_MAX = 25;
const ITEM_BYTES_MAX = 400 * 1024;
/** Bytes of an item beside the snapshot itself, generously. */
const ITEM_FIELD_BYTES = 512;
/** Snapshots asked for in one call: an answer carries at most 16 MB. */
const SNAPSHOT_KEYS_MAX = 25;
const ATTEMPTS_MAX = 8;
const BACKOFF = { baseMs: 25, maxMs: 1_000 };
/** A third of the time for a tenth more bytes than the default level. */
const GZIP_LEVEL = 1;

export interface StateStoreOptions {
  readonly dynamo: DynamoDBDocumentClient;
  readonly stateTable: string;
  readonly snapshotTable: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** Where the score handler keeps its devices between invocations. Reads are strongly consistent. */
export interface StateStore {
  loadStates(devices: readonly string[]): Promise<ReadonlyMap<string, DeviceState>>;
  /** Snapshots of the given versions; one that is not there, or is another version, is left out. */
  loadSnapshots(states: readonly DeviceState[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * Saves a snapshot beside the previous one, which stays until the state points to the new one.
   * The same version again is the replay of a batch. @throws PmSimError `score/snapshot-too-large`;
   * ConditionalCheckFailedException when somebody else has saved a newer one.
   */
  saveSnapshot(device: string, version: number, snapshot: Uint8Array): Promise<void>;
  saveStates(states: readonly DeviceState[]): Promise<void>;
}

export function createStateStore(options: StateStoreOptions): StateStore {
  const { dynamo, stateTable, snapshotTable } = options;
  return {
    async loadStates(devices) {
      const keys = devices.map((device) => ({ device }));
      const items = await getAll({ table: stateTable, keys, keysMax: GET_KEYS_MAX }, options);
      return new Map(
        items.map((item) => [item['device'] as string, item as unknown as DeviceState]),
      );
    },
    async loadSnapshots(states) {
      const wanted = new Map(states.map((state) => [state.device, state.snapshotVersion]));
      const keys = states.map((state) => ({
        device: state.device,
        slot: slotOf(state.snapshotVersion),
      }));
      const items = await getAll(
        { table: snapshotTable, keys, keysMax: SNAPSHOT_KEYS_MAX },
        options,
      );
      const found = items.filter(
        (item) => wanted.get(item['device'] as string) === item['version'],
      );
      const entries = found.map(async (item): Promise<[string, Uint8Array]> => {
        const data = await promisify(gunzip)(item['snapshot'] as Uint8Array);
        return [item['device'] as string, data];
      });
      return new Map(await Promise.all(entries));
    },
    async saveSnapshot(device, version, snapshot) {
      const item = await snapshotItem(device, version, snapshot);
      await dynamo.send(
        new PutCommand({
          TableName: snapshotTable,
          Item: item,
          ConditionExpression: 'attribute_not_exists(version) OR version <= :version',
          ExpressionAttributeValues: { ':version': version },
        }),
      );
    },
    async saveStates(states) {
      for (let at = 0; at < states.length; at += WRITE_ITEMS_MAX) {
        await putAll(states.slice(at, at + WRITE_ITEMS_MAX), options);
      }
    },
  };
}

/**
 * The item of a snapshot, compressed.
 * @throws PmSimError `score/snapshot-too-large`
 */
export async function snapshotItem(
  device: string,
  version: number,
  snapshot: Uint8Array,
): Promise<Record<string, unknown>> {
  const data = await promisify(gzip)(snapshot, { level: GZIP_LEVEL });
  if (data.byteLength + ITEM_FIELD_BYTES > ITEM_BYTES_MAX) throw tooLarge(device, data.byteLength);
  return { device, slot: slotOf(version), version, snapshot: data };
}

/** Two places a device: the snapshot in use is never the one being written. */
function slotOf(version: number): number {
  return version % 2;
}

type Item = Record<string, unknown>;

interface GetRequest {
  readonly table: string;
  readonly keys: readonly Item[];
  readonly keysMax: number;
}

async function getAll(
  { table, keys, keysMax }: GetRequest,
  options: StateStoreOptions,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let at = 0; at < keys.length; at += keysMax) {
    let left: Item[] = keys.slice(at, at + keysMax);
    for (let attempt = 0; left.length > 0; attempt += 1) {
      await beforeAttempt(attempt, table, options);
      const answer = await options.dynamo.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
      );
      items.push(...(answer.Responses?.[table] ?? []));
      left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return items;
}

async function putAll(states: readonly DeviceState[], options: StateStoreOptions): Promise<void> {
  const table = options.stateTable;
  let left = states.map((state) => ({ PutRequest: { Item: { ...state } } }));
  for (let attempt = 0; left.length > 0; attempt += 1) {
    await beforeAttempt(attempt, table, options);
    const answer = await options.dynamo.send(
      new BatchWriteCommand({ RequestItems: { [table]: left } }),
    );
    left = (answer.UnprocessedItems?.[table] ?? []) as typeof left;
  }
}

async function beforeAttempt(
  attempt: number,
  table: string,
  options: StateStoreOptions,
): Promise<void> {
  if (attempt === 0) return;
  if (attempt === ATTEMPTS_MAX) {
    throw new PmSimError(
      'score/table-busy',
      `Table ${table} left items unprocessed ${ATTEMPTS_MAX} times.`,
      { kind: 'connection' },
    );
  }
  await sleep(options.clock, backoffMs(attempt, BACKOFF, options.random));
}

function tooLarge(device: string, bytes: number): PmSimError {
  return new PmSimError(
    'score/snapshot-too-large',
    `The detector snapshot of ${device} is ${bytes} bytes compressed; an item holds ${ITEM_BYTES_MAX}.`,
    { hint: 'Use fewer trees, a smaller sample, a shorter shingle or fewer channels.' },
  );
}
