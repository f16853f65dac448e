import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import {
  createKinesisEngine,
  type KinesisEngine,
  type KinesisEngineOptions,
  type KinesisRecord,
  type ShardPosition,
} from '../../../../src/cloud/local/kinesis/kinesis-engine.ts';
import { manualClock, type ManualClock } from '../../../../src/runtime/clock.ts';
import type { LogLine } from '../../../../src/runtime/log.ts';

const START = Date.UTC(2026, 0, 1);

export interface EngineFixture {
  readonly stateDir: string;
  readonly clock: ManualClock;
  readonly lines: LogLine[];
  open(options?: Partial<KinesisEngineOptions>): Promise<KinesisEngine>;
}

/** An engine on a folder of its own; both go when the test ends. */
export function engineFixture(): EngineFixture {
  const stateDir = mkdtempSync(join(tmpdir(), 'pm-sim-kinesis-'));
  const clock = manualClock(START);
  const lines: LogLine[] = [];
  const engines: KinesisEngine[] = [];
  cleanups.push(async () => {
    for (const engine of engines) await engine[Symbol.asyncDispose]();
    rmSync(stateDir, { recursive: true, force: true });
  });
  return {
    stateDir,
    clock,
    lines,
    async open(options = {}) {
      const engine = await createKinesisEngine({
        stateDir,
        clock,
        log: (line) => lines.push(line),
        region: 'eu-west-1',
        accountId: '000000000000',
        ...options,
      });
      engines.push(engine);
      return engine;
    },
  };
}

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

export const SHARD_0 = 'shardId-000000000000';

export const ONE_SHARD = {
  name: 'telemetry',
  shardCount: 1,
  mode: 'PROVISIONED',
  retentionHours: 24,
} as const;

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(record: KinesisRecord | undefined): string {
  return new TextDecoder().decode(record?.data);
}

/** Everything in a shard from a position on, read `limit` records at a time. */
export function readAll(
  engine: KinesisEngine,
  shardId: string = SHARD_0,
  start: ShardPosition = { type: 'TRIM_HORIZON' },
): KinesisRecord[] {
  const records: KinesisRecord[] = [];
  let from: ShardPosition | undefined = start;
  while (from !== undefined) {
    const read = engine.read('telemetry', shardId, { from, limit: 7 });
    records.push(...read.records);
    if (read.records.length === 0) break;
    from = read.next;
  }
  return records;
}
