import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  followStream,
  type FollowOptions,
  type StreamFollower,
} from '../../../src/cloud/aws/follow-stream.ts';
import { createFrontDoor } from '../../../src/cloud/local/front-door/front-door.ts';
import {
  createKinesisEngine,
  type KinesisEngine,
} from '../../../src/cloud/local/kinesis/kinesis-engine.ts';
import { createKinesisService } from '../../../src/cloud/local/kinesis/kinesis-service.ts';
import { manualClock, type ManualClock } from '../../../src/runtime/clock.ts';
import { silentLog } from '../../../src/runtime/log.ts';
import { createRandom } from '../../../src/runtime/random.ts';

const STREAM = 'scored';
const TURNS_MAX = 200;

let stateDir: string;
let clock: ManualClock;
let engine: KinesisEngine;
let kinesis: KinesisClient;
let stop: AbortController;
let seen: string[];
/** Last sequence number by shard. */
let last: Map<string, string>;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'pm-sim-follow-'));
  clock = manualClock(1_000_000);
  const region = 'eu-west-1';
  engine = await createKinesisEngine({
    stateDir,
    clock,
    log: silentLog,
    region,
    accountId: '000000000000',
  });
  engine.ensureStream({ name: STREAM, shardCount: 2, mode: 'PROVISIONED', retentionHours: 24 });
  const door = createFrontDoor([createKinesisService(engine)], { log: silentLog });
  kinesis = new KinesisClient({
    region,
    endpoint: 'http://twin',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: door.requestHandler,
  });
  stop = new AbortController();
  seen = [];
  last = new Map();
});

afterEach(async () => {
  stop.abort();
  await engine[Symbol.asyncDispose]();
  await rm(stateDir, { recursive: true });
});

function put(...texts: readonly string[]): void {
  engine.putRecords(
    STREAM,
    texts.map((text) => ({ data: new TextEncoder().encode(text), partitionKey: text })),
  );
}

function follow(
  position: 'LATEST' | 'TRIM_HORIZON',
  pollMs = 200,
  more: Pick<FollowOptions, 'resume' | 'stopAtTip'> = {},
): StreamFollower {
  return followStream({
    ...more,
    kinesis,
    streamName: STREAM,
    position,
    pollMs,
    clock,
    random: createRandom('follow'),
    signal: stop.signal,
    onRecords: (records, shardId) => {
      for (const { Data: data, SequenceNumber: sequence = '' } of records) {
        seen.push(new TextDecoder().decode(data));
        last.set(shardId, sequence);
      }
    },
  });
}

/** Lets the follower poll until it has seen `count` records. */
async function untilSeen(count: number, stepMs = 200): Promise<void> {
  for (let turn = 0; seen.length < count && turn < TURNS_MAX; turn += 1)
    await clock.advance(stepMs);
}

/** Lets the follower poll until it ends by itself. */
async function untilDone({ done }: StreamFollower): Promise<void> {
  const state = { ended: false };
  const ending = done.finally(() => (state.ended = true));
  for (let turn = 0; turn < TURNS_MAX && !state.ended; turn += 1) await clock.advance(200);
  await ending;
}

describe('followStream', () => {
  it('sees what is put on any shard after it was ready, and nothing older', async () => {
    put('old-1', 'old-2');
    const follower = follow('LATEST');
    await follower.ready;
    put('a', 'b', 'c', 'd');
    await untilSeen(4);
    expect(seen.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('begins with the oldest record when asked to', async () => {
    put('old-1', 'old-2');
    follow('TRIM_HORIZON');
    await untilSeen(2);
    expect(seen.toSorted()).toEqual(['old-1', 'old-2']);
  });

  it('goes on with the children of a shard that was split', async () => {
    const follower = follow('LATEST');
    await follower.ready;
    engine.updateShardCount(STREAM, 4);
    put('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    await untilSeen(8);
    expect(seen.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  });

  it('takes a new iterator when one has expired', async () => {
    const follower = follow('LATEST', 6 * 60_000);
    await follower.ready;
    put('before');
    await untilSeen(1, 60_000);
    put('after');
    await untilSeen(2, 60_000);
    expect(seen).toEqual(['before', 'after']);
  });

  it('ends at the newest records where it is not to wait for more', async () => {
    put('a', 'b', 'c');
    await untilDone(follow('TRIM_HORIZON', 200, { stopAtTip: true }));
    expect(seen.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('goes on where an earlier one was, also in shards that came since', async () => {
    const stopAtTip = true;
    put('a', 'b', 'c', 'd', 'e', 'f');
    await untilDone(follow('TRIM_HORIZON', 200, { stopAtTip }));
    expect(last.size).toBe(2);
    const resume = new Map(last);
    put('g', 'h');
    engine.updateShardCount(STREAM, 4);
    put('i', 'j', 'k', 'l');
    seen = [];
    await untilDone(follow('TRIM_HORIZON', 200, { stopAtTip, resume }));
    expect(seen.toSorted()).toEqual(['g', 'h', 'i', 'j', 'k', 'l']);
  });

  it('ends quietly when told to', async () => {
    const follower = follow('LATEST');
    await follower.ready;
    stop.abort();
    await expect(follower.done).resolves.toBeUndefined();
  });

  it('rejects when the stream does not exist', async () => {
    engine.deleteStream(STREAM);
    const follower = follow('LATEST');
    await expect(follower.ready).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(follower.done).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
