import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertItem } from '../../../../src/cloud/handlers/alerting/alert-item.ts';
import {
  acknowledgeAlert,
  createAlertStore,
} from '../../../../src/cloud/handlers/alerting/alert-store.ts';
import { NAMES, pmSimStack } from '../../../../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../../../../src/cloud/stack/scoring-schema.ts';
import { startTwin, type Twin } from '../../../../src/cloud/local/twin.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { createRandom } from '../../../../src/runtime/random.ts';

let stateDir: string;
let twin: Twin;
let dynamo: DynamoDBDocumentClient;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'pm-sim-alerts-'));
  twin = await startTwin({
    stack: pmSimStack({ scoring: scoringSchema.parse({ channels: [{ metric: 'power_kw' }] }) }),
    stateDir,
    host: '127.0.0.1',
    clock: systemClock(),
    random: createRandom('alerts'),
    log: silentLog,
    onEvent: () => undefined,
  });
  dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(twin.clientDefaults));
});

afterAll(async () => {
  await twin[Symbol.asyncDispose]();
  await rm(stateDir, { recursive: true });
});

function item(id: string): AlertItem {
  return {
    id,
    device: 'wt-001',
    site: 'ridge',
    serial: 'S',
    severity: 'high',
    state: 'open',
    openedAt: 1,
    score: 3,
    threshold: 1,
    metric: 'power_kw',
    value: 2,
    values: {},
    attribution: [],
    reason: 'because',
    source: 'cloud',
    notification: 'pending',
  };
}

async function stateOf(id: string): Promise<unknown> {
  const { Item: found } = await dynamo.send(
    new GetCommand({ TableName: NAMES.alertsTable, Key: { id } }),
  );
  return found?.['state'];
}

describe('the alerts table', () => {
  it('creates an alert once and gives a replay the one that is there', async () => {
    const store = createAlertStore(dynamo, NAMES.alertsTable);
    await store.open(item('once'));
    expect(await store.markSent('once')).toBe(true);
    expect(await store.open(item('once'))).toMatchObject({ notification: 'sent' });
    expect(await store.markSent('once')).toBe(false);
  });

  it('moves an alert from open over acknowledged to returned, never back', async () => {
    const store = createAlertStore(dynamo, NAMES.alertsTable);
    const alert = { table: NAMES.alertsTable, id: 'cycle' };
    await store.open(item('cycle'));
    expect(await acknowledgeAlert(dynamo, alert)).toBe(true);
    expect(await stateOf('cycle')).toBe('acknowledged');
    expect(await acknowledgeAlert(dynamo, alert)).toBe(false);
    expect(await store.returned('cycle', 9)).toBe(true);
    expect(await store.returned('cycle', 10)).toBe(false);
    expect(await acknowledgeAlert(dynamo, alert)).toBe(false);
    expect(await stateOf('cycle')).toBe('returned');
  });

  it('does not acknowledge what it does not hold', async () => {
    const alert = { table: NAMES.alertsTable, id: 'nobody' };
    expect(await acknowledgeAlert(dynamo, alert)).toBe(false);
  });
});
