import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach } from 'vitest';
import { createDynamoDb, type DynamoDb } from '../../../../src/cloud/local/dynamodb/dynamodb.ts';
import { createFrontDoor } from '../../../../src/cloud/local/front-door/front-door.ts';
import type { Table } from '../../../../src/cloud/stack/stack.ts';
import { manualClock, type ManualClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';

export const START = Date.UTC(2026, 0, 1);

export const ALERTS: Table = {
  name: 'alerts',
  partitionKey: { name: 'id', type: 'S' },
  indexes: [
    {
      name: 'by-device',
      partitionKey: { name: 'device', type: 'S' },
      sortKey: { name: 'openedAt', type: 'N' },
    },
  ],
  ttlAttribute: 'expiresAt',
};

export interface DynamoDbFixture {
  readonly stateDir: string;
  readonly clock: ManualClock;
  open(): Promise<{ readonly dynamoDb: DynamoDb; readonly client: DynamoDBClient }>;
}

/** DynamoDB on a folder of its own, with a client that reaches it in process. */
export function dynamoDbFixture(): DynamoDbFixture {
  const stateDir = mkdtempSync(join(tmpdir(), 'pm-sim-dynamodb-'));
  const clock = manualClock(START);
  const opened: AsyncDisposable[] = [];
  cleanups.push(async () => {
    for (const each of opened) await each[Symbol.asyncDispose]();
    rmSync(stateDir, { recursive: true, force: true });
  });
  return {
    stateDir,
    clock,
    async open() {
      const place = { region: 'eu-west-1', accountId: '000000000000' };
      const dynamoDb = await createDynamoDb({ stateDir, clock, log: silentLog, ...place });
      opened.push(dynamoDb);
      const { requestHandler } = createFrontDoor([dynamoDb], { log: silentLog });
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      const client = new DynamoDBClient({
        region: 'eu-west-1',
        credentials,
        requestHandler,
        maxAttempts: 1,
      });
      return { dynamoDb, client };
    },
  };
}

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
