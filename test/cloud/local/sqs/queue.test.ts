import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDurableMap } from '../../../../src/cloud/local/durable-map.ts';
import { createQueue, type Queue } from '../../../../src/cloud/local/sqs/queue.ts';
import { messageRecord } from '../../../../src/cloud/local/sqs/records.ts';
import { manualClock, type ManualClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { temporaryFolder } from '../identity/fixtures.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let clock: ManualClock;
let queue: Queue;

beforeEach(async () => {
  folder = await temporaryFolder();
  clock = manualClock(1_000_000);
  const path = join(folder.path, 'queue.ndjson');
  queue = createQueue({
    messages: openDurableMap({ path, schema: messageRecord, log: silentLog }),
    settings: () => ({
      name: 'q',
      createdAt: 0,
      visibilityTimeoutSeconds: 30,
      retentionSeconds: 100,
      waitSeconds: 0,
    }),
    clock,
  });
});
afterEach(async () => {
  queue.close();
  await folder[Symbol.asyncDispose]();
});

function send(body: string): void {
  queue.send({
    id: `00000000-0000-0000-0000-00000000000${body}`,
    body,
    attributes: {},
    sentAt: clock.now(),
  });
}

async function wait(waitSeconds: number, visibilityTimeoutSeconds = 5): Promise<string[]> {
  const received = await queue.receive({ countMax: 10, visibilityTimeoutSeconds, waitSeconds });
  return received.map(({ message }) => message.body);
}

describe('a waiting receiver', () => {
  it('gets a message as soon as it is sent', async () => {
    const waiting = wait(20);
    await clock.advance(1_000);
    send('1');
    expect(await waiting).toEqual(['1']);
  });

  it('gets a message as soon as it is visible again', async () => {
    send('1');
    expect(await wait(0)).toEqual(['1']);
    const waiting = wait(20);
    await clock.advance(5_000);
    expect(await waiting).toEqual(['1']);
  });

  it('gets a message that another gives back', async () => {
    send('1');
    const [held] = await queue.receive({
      countMax: 1,
      visibilityTimeoutSeconds: 30,
      waitSeconds: 0,
    });
    const waiting = wait(20);
    queue.changeVisibility(held?.receiptHandle ?? '', 0);
    expect(await waiting).toEqual(['1']);
  });

  it('goes away with nothing when its time is up, or when the queue closes', async () => {
    const patient = wait(20);
    const brief = wait(2);
    await clock.advance(2_000);
    expect(await brief).toEqual([]);
    queue.close();
    expect(await patient).toEqual([]);
  });
});

describe('the counts of a queue', () => {
  it('tell what is visible and what is with receivers', async () => {
    send('1');
    send('2');
    await queue.receive({ countMax: 1, visibilityTimeoutSeconds: 5, waitSeconds: 0 });
    expect(queue.counts()).toEqual({ visible: 1, inFlight: 1 });
    await clock.advance(5_000);
    expect(queue.counts()).toEqual({ visible: 2, inFlight: 0 });
  });
});
