import { describe, expect, it } from 'vitest';
import type {
  KinesisEngine,
  PutReceipt,
} from '../../../../src/cloud/local/kinesis/kinesis-engine.ts';
import { bytes, engineFixture, ONE_SHARD, readAll, SHARD_0, textOf } from './engine-fixture.ts';

function put(engine: KinesisEngine, text: string, partitionKey = 'wt-001'): PutReceipt {
  return engine.putRecord('telemetry', { data: bytes(text), partitionKey });
}

describe('putting and reading', () => {
  it('gives records back in the order they were put, with growing sequence numbers', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream(ONE_SHARD);
    const receipts = ['a', 'b', 'c'].map((text) => put(engine, text));
    const records = readAll(engine);
    expect(records.map(textOf)).toEqual(['a', 'b', 'c']);
    expect(records.map((record) => record.sequenceNumber)).toEqual(
      receipts.map((receipt) => receipt.sequenceNumber),
    );
    const numbers = receipts.map(({ sequenceNumber }) => BigInt(sequenceNumber));
    expect(numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0n))).toBe(true);
    expect(receipts.map(({ sequenceNumber }) => sequenceNumber.length)).toEqual([56, 56, 56]);
  });

  it('routes by the MD5 of the partition key as AWS does', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream({ ...ONE_SHARD, shardCount: 4 });
    // md5("a") = 0cc1…, md5("b") = 92eb…, md5("c") = 4a8a…, md5("d") = 8277…
    const shards = ['a', 'b', 'c', 'd'].map((key) => put(engine, 'x', key).shardId.at(-1));
    expect(shards).toEqual(['0', '2', '1', '2']);
  });

  it('lets an explicit hash key choose the shard', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream({ ...ONE_SHARD, shardCount: 2 });
    const place = (explicitHashKey: string): string =>
      engine.putRecord('telemetry', { data: bytes('x'), partitionKey: 'a', explicitHashKey })
        .shardId;
    expect(place('0')).toBe(SHARD_0);
    expect(place(String(2n ** 127n - 1n))).toBe(SHARD_0);
    expect(place(String(2n ** 127n))).toBe('shardId-000000000001');
    expect(place(String(2n ** 128n - 1n))).toBe('shardId-000000000001');
    expect(() => place(String(2n ** 128n))).toThrow(/ExplicitHashKey/);
  });

  it('continues from the place that a read returned, also after LATEST on an empty shard', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream(ONE_SHARD);
    const latest = engine.read('telemetry', SHARD_0, { from: { type: 'LATEST' }, limit: 10 });
    expect(latest.records).toEqual([]);
    put(engine, 'new');
    const from = latest.next ?? { type: 'LATEST' };
    const read = engine.read('telemetry', SHARD_0, { from, limit: 10 });
    expect(read.records.map(textOf)).toEqual(['new']);
  });

  it('tells what is left from a place on, and how old what was read last is', async () => {
    const ages: (readonly [string, number])[] = [];
    const fixture = engineFixture();
    const engine = await fixture.open({ onRead: (...read) => ages.push(read) });
    engine.ensureStream(ONE_SHARD);
    const [first] = ['a', 'b', 'c'].map((text) => put(engine, text));
    const left = (from: Parameters<KinesisEngine['countFrom']>[2]): number =>
      engine.countFrom('telemetry', SHARD_0, from);
    const { sequenceNumber = '' } = first ?? {};
    expect(left({ type: 'TRIM_HORIZON' })).toBe(3);
    expect(left({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber })).toBe(2);
    expect(left({ type: 'LATEST' })).toBe(0);
    await fixture.clock.advance(250);
    engine.readMetered('telemetry', SHARD_0, { from: { type: 'TRIM_HORIZON' }, limit: 10 });
    engine.readMetered('telemetry', SHARD_0, { from: { type: 'LATEST' }, limit: 10 });
    expect(ages).toEqual([
      ['telemetry', 250],
      ['telemetry', 0],
    ]);
    await fixture.clock.advance(ONE_SHARD.retentionHours * 3_600_000);
    expect(left({ type: 'TRIM_HORIZON' })).toBe(0);
  });

  it('starts at the first record that arrived at a timestamp or later', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open();
    engine.ensureStream(ONE_SHARD);
    for (const text of ['a', 'b', 'c']) {
      put(engine, text);
      await fixture.clock.advance(1000);
    }
    const at = (timestamp: number): string[] =>
      readAll(engine, SHARD_0, { type: 'AT_TIMESTAMP', timestamp }).map(textOf);
    const start = fixture.clock.now() - 3000;
    expect(at(start)).toEqual(['a', 'b', 'c']);
    expect(at(start + 1)).toEqual(['b', 'c']);
    expect(at(start + 1000)).toEqual(['b', 'c']);
    expect(at(start + 60_000)).toEqual([]);
  });
});
