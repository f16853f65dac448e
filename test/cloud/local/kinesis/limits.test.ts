import { describe, expect, it } from 'vitest';
import type {
  KinesisEngine,
  PutEntry,
} from '../../../../src/cloud/local/kinesis/kinesis-engine.ts';
import { createThroughput, READ_LIMIT } from '../../../../src/cloud/local/kinesis/throughput.ts';
import { bytes, engineFixture, ONE_SHARD, readAll, SHARD_0 } from './engine-fixture.ts';

const KIB = 1024;

function entries(count: number, size: number): PutEntry[] {
  return Array.from({ length: count }, () => ({ data: new Uint8Array(size), partitionKey: 'a' }));
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).name;
  }
  return 'accepted';
}

function taken(engine: KinesisEngine, batch: readonly PutEntry[]): number {
  return engine.putRecords('telemetry', batch).filter((outcome) => 'shardId' in outcome).length;
}

describe('sizes', () => {
  it('are those of AWS: 500 records and 5 MiB a call, 1 MiB a record with its key', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream(ONE_SHARD);
    const put = (count: number, size: number): string =>
      codeOf(() => engine.putRecords('telemetry', entries(count, size)));
    expect(put(500, 10)).toBe('accepted');
    expect(put(501, 10)).toBe('ValidationException');
    expect(put(0, 10)).toBe('ValidationException');
    expect(put(1, KIB * KIB - 1)).toBe('accepted');
    expect(put(1, KIB * KIB)).toBe('ValidationException');
    expect(put(5, KIB * KIB - 1)).toBe('accepted');
    expect(put(6, KIB * KIB - 1)).toBe('InvalidArgumentException');
  });

  it('grow to 10 MiB when the stream allows large records', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream(ONE_SHARD);
    engine.updateStream('telemetry', { recordKibMax: 10 * KIB });
    const put = (count: number, size: number): string =>
      codeOf(() => engine.putRecords('telemetry', entries(count, size)));
    expect(put(1, 10 * KIB * KIB - 1)).toBe('accepted');
    expect(put(2, 5 * KIB * KIB)).toBe('InvalidArgumentException');
  });

  it('hold for partition keys: 1 to 256 characters', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream(ONE_SHARD);
    const put = (partitionKey: string): string =>
      codeOf(() => engine.putRecord('telemetry', { data: bytes('x'), partitionKey }));
    expect(put('')).toBe('ValidationException');
    expect(put('k'.repeat(256))).toBe('accepted');
    expect(put('ü'.repeat(256))).toBe('accepted');
    expect(put('k'.repeat(257))).toBe('ValidationException');
    expect(readAll(engine).map(({ partitionKey }) => partitionKey[0])).toEqual(['k', 'ü']);
  });

  it('hold for streams: name, shards, retention', async () => {
    const engine = await engineFixture().open();
    const create = (change: object): string =>
      codeOf(() => engine.createStream({ ...ONE_SHARD, ...change }));
    expect(create({ name: '../telemetry' })).toBe('ValidationException');
    expect(create({ name: 'x'.repeat(129) })).toBe('ValidationException');
    expect(create({ shardCount: 0 })).toBe('LimitExceededException');
    expect(create({ shardCount: 501 })).toBe('LimitExceededException');
    expect(create({ retentionHours: 23 })).toBe('InvalidArgumentException');
    expect(create({ retentionHours: 8761 })).toBe('InvalidArgumentException');
    expect(create({ name: '..' })).toBe('accepted');
    expect(create({ name: '..' })).toBe('ResourceInUseException');
  });
});

describe('an engine that cannot write', () => {
  it('says so for each record and in the log, instead of losing them silently', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open();
    engine.ensureStream(ONE_SHARD);
    await engine[Symbol.asyncDispose]();
    const outcomes = engine.putRecords('telemetry', entries(2, 10));
    expect(outcomes).toMatchObject([
      { errorCode: 'InternalFailure' },
      { errorCode: 'InternalFailure' },
    ]);
    expect(codeOf(() => engine.putRecord('telemetry', entries(1, 10)[0] as PutEntry))).toBe(
      'InternalFailure',
    );
    expect(fixture.lines[0]).toMatchObject({ level: 'error', area: 'kinesis' });
  });
});

describe('throughput', () => {
  it('is not limited unless asked for', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream(ONE_SHARD);
    expect([1, 2, 3].map(() => taken(engine, entries(500, 2000)))).toEqual([500, 500, 500]);
  });

  it('ends at 1,000 records a second and shard, and comes back with time', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open({ enforceThroughput: true });
    engine.ensureStream(ONE_SHARD);
    expect([1, 2, 3].map(() => taken(engine, entries(500, 10)))).toEqual([500, 500, 0]);
    expect(engine.putRecords('telemetry', entries(1, 10))).toEqual([
      {
        errorCode: 'ProvisionedThroughputExceededException',
        errorMessage: expect.stringContaining(`${SHARD_0} in stream telemetry`) as string,
      },
    ]);
    await fixture.clock.advance(100);
    expect(taken(engine, entries(500, 10))).toBe(100);
    expect(readAll(engine)).toHaveLength(1100);
  });

  it('ends at 1 MiB a second and shard, record by record', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open({ enforceThroughput: true });
    engine.ensureStream(ONE_SHARD);
    const batch = [...entries(2, 500 * KIB), ...entries(1, KIB), ...entries(1, 500 * KIB)];
    const outcomes = engine.putRecords('telemetry', batch);
    expect(outcomes.map((outcome) => 'shardId' in outcome)).toEqual([true, true, true, false]);
    const one = { data: new Uint8Array(500 * KIB), partitionKey: 'a' };
    expect(codeOf(() => engine.putRecord('telemetry', one))).toBe(
      'ProvisionedThroughputExceededException',
    );
  });

  it('lets GetRecords read five times and 2 MiB a second', () => {
    const calls = createThroughput(READ_LIMIT, 0);
    expect([1, 2, 3, 4, 5, 6].map(() => calls.admit(0))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(calls.admit(200)).toBe(true);
    const megabytes = createThroughput(READ_LIMIT, 0);
    expect(megabytes.admit(0)).toBe(true);
    megabytes.charge(10 * KIB * KIB);
    expect(megabytes.admit(3900)).toBe(false);
    expect(megabytes.admit(4001)).toBe(true);
  });

  it('is metered for readers by iterator, not for event-source mappings', async () => {
    const engine = await engineFixture().open({ enforceThroughput: true });
    engine.ensureStream(ONE_SHARD);
    const request = { from: { type: 'TRIM_HORIZON' }, limit: 1 } as const;
    for (let i = 0; i < 5; i += 1) engine.readMetered('telemetry', SHARD_0, request);
    expect(codeOf(() => engine.readMetered('telemetry', SHARD_0, request))).toBe(
      'ProvisionedThroughputExceededException',
    );
    expect(codeOf(() => engine.read('telemetry', SHARD_0, request))).toBe('accepted');
  });
});
