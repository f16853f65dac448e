import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAlertStore } from '../../../../src/cloud/handlers/alerting/alert-store.ts';
import type { AlertItem } from '../../../../src/cloud/handlers/alerting/alert-item.ts';
import { firstState } from '../../../../src/cloud/handlers/scoring/device-state.ts';
import {
  createStateStore,
  type StateStore,
} from '../../../../src/cloud/handlers/scoring/state-store.ts';
import { createDynamoDb, type DynamoDb } from '../../../../src/cloud/local/dynamodb/dynamodb.ts';
import { createFrontDoor } from '../../../../src/cloud/local/front-door/front-door.ts';
import { NAMES, pmSimStack } from '../../../../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../../../../src/cloud/stack/scoring-schema.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { createRandom } from '../../../../src/runtime/random.ts';
import { message } from '../fixtures.ts';

let folder: string;
let dynamoDb: DynamoDb;
let dynamo: DynamoDBDocumentClient;
let store: StateStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pm-sim-state-store-'));
  const clock = systemClock();
  const region = 'us-east-1';
  const accountId = '000000000000';
  dynamoDb = await createDynamoDb({ stateDir: folder, clock, log: silentLog, region, accountId });
  const stack = pmSimStack({
    scoring: scoringSchema.parse({ channels: [{ metric: 'power_kw' }] }),
  });
  for (const table of stack.tables) await dynamoDb.ensureTable(table);
  const { requestHandler } = createFrontDoor([dynamoDb], { log: silentLog });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new DynamoDBClient({ region, credentials, requestHandler });
  dynamo = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  store = createStateStore({
    dynamo,
    stateTable: NAMES.stateTable,
    snapshotTable: NAMES.snapshotTable,
    clock,
    random: createRandom('store'),
  });
});

afterAll(async () => {
  await dynamoDb[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe('createStateStore', () => {
  it('gives back the states that it saved, more than fit one call, and leaves out unknown devices', async () => {
    const states = Array.from({ length: 130 }, (_, at) => ({
      ...firstState(message(1, 1, { device: `wt-${at}` }), 'f'),
      version: at,
      values: { gear_oil_c: 58.1 },
      boots: [{ boot: 'b1', seq: 9, missing: [[3, 4] as const] }],
      journal: new Uint8Array([1, 2, at]),
      episode: undefined,
    }));
    await store.saveStates(states);
    const devices = states.map((state) => state.device);
    const loaded = await store.loadStates([...devices, 'wt-unknown']);
    expect(loaded.size).toBe(130);
    const { episode: _episode, ...expected } = states[129] as (typeof states)[number];
    expect(loaded.get('wt-129')).toEqual(expected);
  });

  it('keeps the snapshot in use until a state points to the next', async () => {
    const state = { ...firstState(message(1, 1), 'f'), snapshotVersion: 1, fromSnapshot: true };
    const first = Buffer.from('first');
    await store.saveSnapshot('wt-001', 1, first);
    await store.saveSnapshot('wt-001', 2, Buffer.from('second'));
    expect(await store.loadSnapshots([state])).toEqual(new Map([['wt-001', first]]));
    await store.saveSnapshot('wt-001', 3, Buffer.from('third'));
    expect(await store.loadSnapshots([state])).toEqual(new Map());
  });

  it('takes the same version again, as a replay writes it, but no older one', async () => {
    await store.saveSnapshot('wt-002', 4, new Uint8Array([1]));
    await store.saveSnapshot('wt-002', 4, new Uint8Array([1]));
    await expect(store.saveSnapshot('wt-002', 2, new Uint8Array([1]))).rejects.toThrow(
      ConditionalCheckFailedException,
    );
  });

  it('says that a snapshot is too large for an item, and what to do', async () => {
    const random = createRandom('noise');
    const noise = Uint8Array.from({ length: 450_000 }, () => random.int(256));
    await expect(store.saveSnapshot('wt-003', 1, noise)).rejects.toMatchObject({
      code: 'score/snapshot-too-large',
      hint: expect.stringContaining('fewer trees'),
    });
  });
});

describe('createAlertStore', () => {
  const item: AlertItem = {
    id: 'wt-001#b1#6',
    device: 'wt-001',
    site: 'ridge',
    serial: 's',
    severity: 'high',
    state: 'open',
    openedAt: 1,
    score: 2,
    threshold: 1,
    metric: 'm',
    value: 1,
    attribution: [],
    reason: 'r',
    source: 'cloud',
    values: {},
    notification: 'pending',
  };

  it('creates an item once, notes sent once, returns to normal once', async () => {
    const alerts = createAlertStore(dynamo, NAMES.alertsTable);
    expect(await alerts.open(item)).toEqual(item);
    expect(await alerts.open({ ...item, reason: 'again' })).toEqual(item);
    expect([await alerts.markSent(item.id), await alerts.markSent(item.id)]).toEqual([true, false]);
    expect(await alerts.returned(item.id, 7)).toBe(true);
    expect(await alerts.returned(item.id, 8)).toBe(false);
    expect(await alerts.returned('unknown', 8)).toBe(false);
    expect(await alerts.open(item)).toMatchObject({
      notification: 'sent',
      state: 'returned',
      closedAt: 7,
    });
  });
});
