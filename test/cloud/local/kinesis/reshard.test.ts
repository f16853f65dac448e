import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  KinesisEngine,
  ShardInfo,
} from '../../../../src/cloud/local/kinesis/kinesis-engine.ts';
import { bytes, engineFixture, ONE_SHARD, readAll, SHARD_0, textOf } from './engine-fixture.ts';

const SHARD_1 = 'shardId-000000000001';
const SHARD_2 = 'shardId-000000000002';
const SHARD_3 = 'shardId-000000000003';
const KEY_SPACE = 2n ** 128n;

function put(engine: KinesisEngine, text: string, hashKey = 0n): string {
  const entry = { data: bytes(text), partitionKey: 'a', explicitHashKey: String(hashKey) };
  return engine.putRecord('telemetry', entry).shardId;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function open(engine: KinesisEngine): readonly ShardInfo[] {
  return engine
    .shards('telemetry')
    .filter(({ closedAt }) => closedAt === undefined)
    .toSorted((a, b) => (BigInt(a.startingHashKey) < BigInt(b.startingHashKey) ? -1 : 1));
}

/** Whether the open shards cover the key space without gap or overlap. */
function covers(shards: readonly ShardInfo[]): boolean {
  let next = 0n;
  for (const shard of shards) {
    if (BigInt(shard.startingHashKey) !== next) return false;
    next = BigInt(shard.endingHashKey) + 1n;
  }
  return next === KEY_SPACE;
}

describe('splitting and merging', () => {
  it('closes the parent, whose records stay, and leads readers on to the children', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream(ONE_SHARD);
    put(engine, 'before');
    engine.splitShard('telemetry', SHARD_0, String(KEY_SPACE / 2n));
    expect(put(engine, 'low')).toBe(SHARD_1);
    expect(put(engine, 'high', KEY_SPACE - 1n)).toBe(SHARD_2);
    const parent = engine.read('telemetry', SHARD_0, { from: { type: 'TRIM_HORIZON' }, limit: 10 });
    expect(parent.records.map(textOf)).toEqual(['before']);
    expect(parent.next).toBeUndefined();
    const [closed, low, high] = engine.shards('telemetry');
    expect(closed?.endingSequenceNumber).toBeDefined();
    expect([low?.parentShardId, high?.parentShardId]).toEqual([SHARD_0, SHARD_0]);
    expect(BigInt(low?.startingSequenceNumber ?? 0)).toBeGreaterThan(
      BigInt(closed?.endingSequenceNumber ?? 0),
    );
    expect(covers(open(engine))).toBe(true);
  });

  it('merges neighbours into a child of both', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream({ ...ONE_SHARD, shardCount: 3 });
    engine.mergeShards('telemetry', SHARD_1, SHARD_0);
    const child = engine.shards('telemetry').at(-1);
    expect(child).toMatchObject({
      shardId: SHARD_3,
      parentShardId: SHARD_1,
      adjacentParentShardId: SHARD_0,
      startingHashKey: '0',
    });
    expect(covers(open(engine))).toBe(true);
    expect(() => engine.mergeShards('telemetry', SHARD_0, SHARD_2)).toThrow(/closed/);
  });

  it('refuses shards that do not touch, and split points outside the shard', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream({ ...ONE_SHARD, shardCount: 3 });
    expect(() => engine.mergeShards('telemetry', SHARD_0, SHARD_2)).toThrow(/adjacent/);
    const end = engine.shards('telemetry')[0]?.endingHashKey ?? '';
    for (const key of ['0', String(BigInt(end) + 1n), 'x']) {
      expect(() => engine.splitShard('telemetry', SHARD_0, key)).toThrow(/NewStartingHashKey/);
    }
    expect(() => engine.splitShard('telemetry', 'shardId-7', '1')).toThrow(/shardId-7/);
  });

  it('reaches any number of even shards, with at most two parents each', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream(ONE_SHARD);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (count) => {
        engine.updateShardCount('telemetry', count);
        const shards = open(engine);
        expect(shards).toHaveLength(count);
        expect(covers(shards)).toBe(true);
        const widths = shards.map((s) => BigInt(s.endingHashKey) - BigInt(s.startingHashKey));
        expect(widths.every((width) => width - KEY_SPACE / BigInt(count) <= 1n)).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  it('survives a restart, and closed shards vanish when their records have expired', async () => {
    const fixture = engineFixture();
    const first = await fixture.open();
    first.ensureStream(ONE_SHARD);
    put(first, 'before');
    first.splitShard('telemetry', SHARD_0, '1');
    await first[Symbol.asyncDispose]();
    const second = await fixture.open();
    expect(readAll(second, SHARD_0).map(textOf)).toEqual(['before']);
    expect(put(second, 'low')).toBe(SHARD_1);
    await fixture.clock.advance(25 * 3_600_000);
    second.trim();
    expect(second.shards('telemetry').map(({ shardId }) => shardId)).toEqual([SHARD_1, SHARD_2]);
  });

  it('brings an existing stream in line with its definition', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream(ONE_SHARD);
    engine.ensureStream({ ...ONE_SHARD, shardCount: 2, retentionHours: 168 });
    expect(engine.stream('telemetry')).toMatchObject({ openShardCount: 2, retentionHours: 168 });
    engine.ensureStream({ ...ONE_SHARD, shardCount: 7, mode: 'ON_DEMAND' });
    expect(engine.stream('telemetry')).toMatchObject({ openShardCount: 2, mode: 'ON_DEMAND' });
  });
});

describe('notices', () => {
  it('come once a shard and turn, for records, closings and new shards', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream({ ...ONE_SHARD, shardCount: 2 });
    const told: string[] = [];
    const end = engine.onAppend((stream, shardId) => told.push(`${stream} ${shardId.at(-1)}`));
    for (let i = 0; i < 5; i += 1) put(engine, 'x');
    put(engine, 'x', KEY_SPACE - 1n);
    expect(told).toEqual([]);
    await turn();
    expect(told.splice(0)).toEqual(['telemetry 0', 'telemetry 1']);
    engine.mergeShards('telemetry', SHARD_0, SHARD_1);
    await turn();
    expect(told.splice(0)).toEqual(['telemetry 0', 'telemetry 1', 'telemetry 2']);
    end();
    put(engine, 'x');
    await turn();
    expect(told).toEqual([]);
  });
});
