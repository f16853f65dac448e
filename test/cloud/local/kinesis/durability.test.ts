import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytes, engineFixture, ONE_SHARD, readAll, SHARD_0, textOf } from './engine-fixture.ts';

const PARTITION_KEY = 'wt-001';

function segmentFiles(stateDir: string): string[] {
  return fs
    .readdirSync(join(stateDir, 'kinesis', 'streams'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.seg'))
    .map((name) => join(stateDir, 'kinesis', 'streams', name))
    .toSorted();
}

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => String(from + i));
}

describe('what was accepted', () => {
  it('is there after a restart, and sequence numbers go on from it', async () => {
    const fixture = engineFixture();
    const first = await fixture.open();
    first.ensureStream({ ...ONE_SHARD, retentionHours: 48 });
    const put = { data: bytes('before'), partitionKey: PARTITION_KEY };
    const { sequenceNumber } = first.putRecord('telemetry', put);
    await first[Symbol.asyncDispose]();
    const second = await fixture.open();
    expect(second.stream('telemetry')).toMatchObject({ retentionHours: 48, openShardCount: 1 });
    const later = second.putRecord('telemetry', { ...put, data: bytes('after') }).sequenceNumber;
    expect(BigInt(later)).toBeGreaterThan(BigInt(sequenceNumber));
    expect(readAll(second).map(textOf)).toEqual(['before', 'after']);
    const place = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber } as const;
    expect(readAll(second, SHARD_0, place).map(textOf)).toEqual(['after']);
  });

  it('survives SIGKILL in the middle of putting', async () => {
    const fixture = engineFixture();
    const program = new URL('put-forever.ts', import.meta.url);
    const child = spawn(process.execPath, ['--import', 'tsx', program.pathname, fixture.stateDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      if (told.split('\n').length > 20) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const accepted = told.split('\n').slice(0, -1);
    const engine = await fixture.open();
    const found = ['0', '1'].flatMap((i) => readAll(engine, `shardId-00000000000${i}`));
    const numbers = new Set(found.map((record) => record.sequenceNumber));
    expect(accepted.length).toBeGreaterThanOrEqual(20);
    expect(accepted.flatMap((line) => line.split(' ')).every((each) => numbers.has(each))).toBe(
      true,
    );
    const { sequenceNumber } = engine.putRecord('telemetry', {
      data: bytes('x'),
      partitionKey: 'a',
    });
    expect(numbers.has(sequenceNumber)).toBe(false);
  });

  it('loses only the unfinished write when the last frame is cut short', async () => {
    const fixture = engineFixture();
    const first = await fixture.open();
    first.ensureStream(ONE_SHARD);
    const sent = ['a', 'b', 'c'].map((text) =>
      first.putRecord('telemetry', { data: bytes(text), partitionKey: PARTITION_KEY }),
    );
    await first[Symbol.asyncDispose]();
    const [path = ''] = segmentFiles(fixture.stateDir);
    fs.truncateSync(path, fs.statSync(path).size - 3);
    const second = await fixture.open();
    expect(readAll(second).map(textOf)).toEqual(['a', 'b']);
    const put = { data: bytes('d'), partitionKey: PARTITION_KEY };
    const { sequenceNumber } = second.putRecord('telemetry', put);
    expect(BigInt(sequenceNumber)).toBeGreaterThan(BigInt(sent[2]?.sequenceNumber ?? 0));
    expect(readAll(second).map(textOf)).toEqual(['a', 'b', 'd']);
    expect(fixture.lines.map(({ text }) => text)).toEqual(['Cut off an unfinished write']);
    expect(fs.existsSync(`${path}.corrupt`)).toBe(false);
  });

  it('stays readable around a damaged record, whose segment is kept aside and reported', async () => {
    const fixture = engineFixture();
    const first = await fixture.open();
    first.ensureStream(ONE_SHARD);
    for (const text of ['aaaa', 'bbbb', 'cccc']) {
      first.putRecord('telemetry', { data: bytes(text), partitionKey: PARTITION_KEY });
    }
    await first[Symbol.asyncDispose]();
    const [path = ''] = segmentFiles(fixture.stateDir);
    const content = fs.readFileSync(path);
    content.write('BB', content.indexOf('bbbb'));
    fs.writeFileSync(path, content);
    const second = await fixture.open();
    expect(readAll(second).map(textOf)).toEqual(['aaaa', 'cccc']);
    expect(fixture.lines[0]?.level).toBe('error');
    expect(fixture.lines[0]?.text).toContain(`${path}.corrupt`);
    expect(fs.readFileSync(`${path}.corrupt`).equals(content)).toBe(true);
    await second[Symbol.asyncDispose]();
    const third = await fixture.open();
    expect(readAll(third).map(textOf)).toEqual(['aaaa', 'cccc']);
    expect(fixture.lines).toHaveLength(1);
  });

  it('is found in full segments after a restart, also when one of them is damaged', async () => {
    const fixture = engineFixture();
    const options = { segmentBytesMax: 2000 };
    const first = await fixture.open(options);
    first.ensureStream(ONE_SHARD);
    for (const text of range(0, 200)) {
      first.putRecord('telemetry', { data: bytes(text), partitionKey: PARTITION_KEY });
    }
    await first[Symbol.asyncDispose]();
    const files = segmentFiles(fixture.stateDir);
    expect(files.length).toBeGreaterThan(3);
    const path = files[1] ?? '';
    const content = fs.readFileSync(path);
    content.fill(0, content.length - 100);
    fs.writeFileSync(path, content);
    const second = await fixture.open(options);
    const found = readAll(second).map(textOf);
    const lost = range(0, 200).filter((text) => !found.includes(text));
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThan(5);
    expect(found).toEqual(range(0, 200).filter((text) => !lost.includes(text)));
    expect(fixture.lines.map(({ level }) => level)).toEqual(['error']);
  });
});

describe('memory and disk', () => {
  it('reads from the disk what has left the memory, in one order with what has not', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open({ segmentBytesMax: 4000, tailBytesMax: 5000 });
    engine.ensureStream(ONE_SHARD);
    const texts = range(0, 1000);
    for (let i = 0; i < texts.length; i += 10) {
      const entries = texts.slice(i, i + 10).map((text) => ({
        data: bytes(text),
        partitionKey: PARTITION_KEY,
      }));
      engine.putRecords('telemetry', entries);
      await fixture.clock.advance(10);
    }
    const records = readAll(engine);
    expect(records.map(textOf)).toEqual(texts);
    for (const i of [0, 1, 314, 500, 985, 999]) {
      const { sequenceNumber = '', arrivedAt = 0 } = records[i] ?? {};
      const at = readAll(engine, SHARD_0, { type: 'AT_SEQUENCE_NUMBER', sequenceNumber });
      expect(at.map(textOf)).toEqual(texts.slice(i));
      const since = readAll(engine, SHARD_0, { type: 'AT_TIMESTAMP', timestamp: arrivedAt });
      expect(since.map(textOf)).toEqual(texts.slice(i - (i % 10)));
    }
  });

  it('reads a record that is larger than the reading chunk', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open({ tailBytesMax: 0 });
    engine.ensureStream(ONE_SHARD);
    engine.updateStream('telemetry', { recordKibMax: 10_240 });
    const data = new Uint8Array(3 * 1024 * 1024).fill(7);
    engine.putRecord('telemetry', { data: bytes('small'), partitionKey: PARTITION_KEY });
    engine.putRecord('telemetry', { data, partitionKey: PARTITION_KEY });
    engine.putRecord('telemetry', { data: bytes('last'), partitionKey: PARTITION_KEY });
    const records = readAll(engine);
    expect(records.map((record) => record.data.length)).toEqual([5, data.length, 4]);
    expect(Buffer.compare(records[1]?.data ?? bytes(''), data)).toBe(0);
  });

  it('forgets records when their retention has passed, on the disk too', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open({ segmentBytesMax: 1000 });
    engine.ensureStream(ONE_SHARD);
    const hour = 3_600_000;
    for (let i = 0; i < 30; i += 1) {
      const data = new Uint8Array(200);
      engine.putRecord('telemetry', { data, partitionKey: String(i) });
      await fixture.clock.advance(hour);
    }
    const kept = readAll(engine).map(({ partitionKey }) => partitionKey);
    expect(kept).toEqual(range(6, 30));
    const before = segmentFiles(fixture.stateDir).length;
    engine.trim();
    expect(segmentFiles(fixture.stateDir).length).toBeLessThan(before);
    await fixture.clock.advance(25 * hour);
    engine.trim();
    expect(readAll(engine)).toEqual([]);
    const files = segmentFiles(fixture.stateDir);
    expect(files.map((path) => fs.statSync(path).size)).toEqual([0]);
    await engine[Symbol.asyncDispose]();
    const reopened = await fixture.open();
    const { sequenceNumber } = reopened.putRecord('telemetry', {
      data: bytes('x'),
      partitionKey: 'a',
    });
    expect(BigInt(sequenceNumber) % 100n).toBe(31n);
  });

  it('drops the oldest records beyond the disk limit, and warns', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open({ segmentBytesMax: 1000, diskBytesMax: 5000 });
    engine.ensureStream(ONE_SHARD);
    for (const partitionKey of range(0, 100)) {
      engine.putRecord('telemetry', { data: new Uint8Array(100), partitionKey });
    }
    engine.trim();
    const sizes = segmentFiles(fixture.stateDir).map((path) => fs.statSync(path).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(5000);
    const kept = readAll(engine).map(({ partitionKey }) => partitionKey);
    expect(kept.length).toBeGreaterThan(20);
    expect(kept).toEqual(range(100 - kept.length, 100));
    expect(fixture.lines[0]).toMatchObject({ level: 'warn', area: 'kinesis' });
  });

  it('removes the files of a deleted stream, and starts a new one of its name afresh', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open();
    engine.ensureStream(ONE_SHARD);
    engine.putRecord('telemetry', { data: bytes('old'), partitionKey: PARTITION_KEY });
    engine.deleteStream('telemetry');
    expect(segmentFiles(fixture.stateDir)).toEqual([]);
    expect(() => engine.stream('telemetry')).toThrow(/telemetry/);
    await fixture.clock.advance(1);
    engine.ensureStream(ONE_SHARD);
    expect(readAll(engine)).toEqual([]);
  });
});
