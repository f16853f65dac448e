import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createdObjects } from '../../../../src/cloud/handlers/ingest/s3-event.ts';
import type { AsyncInvoker } from '../../../../src/cloud/local/lambda/async-invoke.ts';
import type { Created } from '../../../../src/cloud/local/s3/object-operations.ts';
import {
  startNotifications,
  type Notifications,
} from '../../../../src/cloud/local/s3/notifications.ts';
import { manualClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { createRandom } from '../../../../src/runtime/random.ts';

interface Told {
  readonly functionName: string;
  readonly event: unknown;
  readonly lane: string | undefined;
  readonly settle: () => void;
}

let stateDir: string;
let told: Told[];
const open: Notifications[] = [];

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'twin-notifications-'));
  told = [];
});
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
  rmSync(stateDir, { recursive: true, force: true });
});

function start(): Notifications {
  const invoker: Pick<AsyncInvoker, 'enqueue'> = {
    enqueue(functionName, event, { lane, onSettled = () => undefined } = {}) {
      told.push({ functionName, event, lane, settle: onSettled });
      return true;
    },
  };
  const notifications = startNotifications({
    buckets: [
      {
        name: 'raw',
        expireAfterDays: 1,
        notifications: [{ id: 'health-files', functionName: 'ingest' }],
      },
      { name: 'processed', expireAfterDays: 1, notifications: [] },
    ],
    stateDir,
    region: 'eu-west-1',
    clock: manualClock(Date.UTC(2026, 10, 25, 14)),
    random: createRandom('s3'),
    log: silentLog,
    invoker,
  });
  open.push(notifications);
  return notifications;
}

const file = (key: string, bucket = 'raw'): Created => {
  return { bucket, key, size: 3, etag: 'e0', event: 'ObjectCreated:Put' };
};

describe('notifications of a bucket', () => {
  it('tell the function in the words of S3', () => {
    start().onCreated(file('in box/50% größer+more.json'));
    expect(told).toMatchObject([
      {
        functionName: 'ingest',
        lane: 's3/raw',
        event: {
          Records: [
            {
              eventVersion: '2.1',
              eventSource: 'aws:s3',
              awsRegion: 'eu-west-1',
              eventTime: '2026-11-25T14:00:00.000Z',
              eventName: 'ObjectCreated:Put',
              responseElements: { 'x-amz-request-id': expect.stringMatching(/^[0-9A-F]{16}$/) },
              s3: {
                s3SchemaVersion: '1.0',
                configurationId: 'health-files',
                bucket: { name: 'raw', arn: 'arn:aws:s3:::raw' },
                object: {
                  key: 'in+box/50%25+gr%C3%B6%C3%9Fer%2Bmore.json',
                  size: 3,
                  eTag: 'e0',
                  sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
                },
              },
            },
          ],
        },
      },
    ]);
    expect(createdObjects(told[0]?.event)).toEqual([
      { bucket: 'raw', key: 'in box/50% größer+more.json', etag: 'e0' },
    ]);
  });

  it('are none where the stack has none', () => {
    const notifications = start();
    notifications.onCreated(file('a', 'processed'));
    notifications.onCreated(file('a', 'mine'));
    expect(told).toEqual([]);
  });

  it('are told again after a restart, until somebody has dealt with them', async () => {
    const first = start();
    first.onCreated(file('a'));
    first.onCreated(file('b'));
    told[0]?.settle();
    await first[Symbol.asyncDispose]();
    told[1]?.settle();
    told = [];
    const second = start();
    expect(told.flatMap(({ event }) => createdObjects(event).map(({ key }) => key))).toEqual(['b']);
    told[0]?.settle();
    await second[Symbol.asyncDispose]();
    told = [];
    start();
    expect(told).toEqual([]);
  });
});
