import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCheckpoints } from '../../../../src/cloud/local/lambda/checkpoints.ts';
import {
  startEventSourceMapping,
  type EventSourceMapping,
} from '../../../../src/cloud/local/lambda/event-source-mapping.ts';
import type { EventSourceMapping as Definition } from '../../../../src/cloud/stack/stack.ts';
import { manualClock, maxSpeedClock, type Clock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { createRandom } from '../../../../src/runtime/random.ts';
import {
  memoryStream,
  numbersOf,
  record,
  records,
  runtimeOf,
  settle,
  type MemoryStream,
} from './fixtures.ts';

const DEFINITION: Definition = {
  id: 'telemetry-to-score',
  stream: 'telemetry',
  functionName: 'score',
  startingPosition: { type: 'TRIM_HORIZON' },
  batchSize: 3,
  maximumBatchingWindowSeconds: 0,
  parallelizationFactor: 1,
  maximumRetryAttempts: 1,
  maximumRecordAgeSeconds: -1,
  bisectBatchOnFunctionError: true,
  reportBatchItemFailures: true,
  onFailureQueue: 'unscored',
};

let folder: string;
const open: EventSourceMapping[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm-sim-mapping-'));
});

afterEach(async () => {
  for (const mapping of open.splice(0)) await mapping[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

interface Started {
  readonly mapping: EventSourceMapping;
  readonly documents: { queue: string; body: Record<string, Record<string, unknown>> }[];
}

interface StartOptions {
  readonly definition?: Partial<Definition>;
  readonly clock?: Clock;
  readonly onRead?: (stream: string, ageMs: number) => void;
}

function start(
  stream: MemoryStream,
  handler: (event: unknown) => Promise<unknown>,
  options: StartOptions = {},
): Started {
  const clock = options.clock ?? maxSpeedClock(0);
  const documents: Started['documents'] = [];
  const mapping = startEventSourceMapping({
    mapping: { ...DEFINITION, ...options.definition },
    engine: stream,
    runtime: runtimeOf(handler, clock),
    checkpoints: openCheckpoints(join(folder, 'checkpoints.ndjson')),
    region: 'eu-central-1',
    streamArn: 'arn:aws:kinesis:eu-central-1:123456789012:stream/telemetry',
    functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:score',
    roleArn: 'arn:aws:iam::123456789012:role/score',
    clock,
    random: createRandom('mapping'),
    log: silentLog,
    ...(options.onRead === undefined ? {} : { onRead: options.onRead }),
    sendToDestination: async (queue, body) => {
      documents.push({ queue, body: JSON.parse(body) });
    },
  });
  open.push(mapping);
  return { mapping, documents };
}

const never = new AbortController().signal;

/** A handler that notes the batches it gets. */
function recorder(): { batches: number[][]; handler: (event: unknown) => Promise<unknown> } {
  const batches: number[][] = [];
  return {
    batches,
    handler: async (event) => {
      batches.push(numbersOf(event));
      return { batchItemFailures: [] };
    },
  };
}

describe('startEventSourceMapping', () => {
  it('hands over what the stream holds in batches of the set size, in order', async () => {
    const stream = memoryStream('shard-0');
    stream.append('shard-0', ...records(1, 7));
    const { batches, handler } = recorder();
    const { mapping } = start(stream, handler);
    await mapping.whenCaughtUp(never);
    expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(mapping.counters()).toMatchObject({ batches: 3, processed: 7, discarded: 0 });
  });

  it('is woken by an append, without any time passing', async () => {
    const stream = memoryStream('shard-0');
    const { batches, handler } = recorder();
    const { mapping } = start(stream, handler, { clock: manualClock() });
    await settle();
    stream.append('shard-0', ...records(1, 2));
    expect(mapping.caughtUp()).toBe(false);
    await mapping.whenCaughtUp(never);
    expect(batches).toEqual([[1, 2]]);
  });

  it('gives the event the shape that Lambda gives it', async () => {
    const stream = memoryStream('shardId-000000000000');
    stream.append('shardId-000000000000', record(1, { arrivedAt: 1_545_084_650_987 }));
    const events: unknown[] = [];
    const { mapping } = start(stream, async (event) => events.push(event));
    await mapping.whenCaughtUp(never);
    const sequenceNumber = '1'.padStart(56, '0');
    expect(events).toEqual([
      {
        Records: [
          {
            kinesis: {
              kinesisSchemaVersion: '1.0',
              partitionKey: 'wt-001',
              sequenceNumber,
              data: 'cGF5bG9hZCAx',
              approximateArrivalTimestamp: 1_545_084_650.987,
            },
            eventSource: 'aws:kinesis',
            eventVersion: '1.0',
            eventID: `shardId-000000000000:${sequenceNumber}`,
            eventName: 'aws:kinesis:record',
            invokeIdentityArn: 'arn:aws:iam::123456789012:role/score',
            awsRegion: 'eu-central-1',
            eventSourceARN: 'arn:aws:kinesis:eu-central-1:123456789012:stream/telemetry',
          },
        ],
      },
    ]);
  });

  it('waits for the batching window unless the batch is full before', async () => {
    const clock = manualClock();
    const stream = memoryStream('shard-0');
    const { batches, handler } = recorder();
    start(stream, handler, { clock, definition: { maximumBatchingWindowSeconds: 5 } });
    stream.append('shard-0', record(1));
    await settle();
    await clock.advance(4_999);
    expect(batches).toEqual([]);
    await clock.advance(1);
    await settle();
    expect(batches).toEqual([[1]]);
    stream.append('shard-0', ...records(2, 4));
    await settle();
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  it('goes on behind its checkpoint after a restart', async () => {
    const stream = memoryStream('shard-0');
    stream.append('shard-0', ...records(1, 4));
    const first = recorder();
    const before = start(stream, first.handler);
    await before.mapping.whenCaughtUp(never);
    await before.mapping[Symbol.asyncDispose]();
    stream.append('shard-0', ...records(5, 6));
    const second = recorder();
    const after = start(stream, second.handler);
    await after.mapping.whenCaughtUp(never);
    expect(second.batches).toEqual([[5, 6]]);
  });

  it('gives a batch again that was in work when it stopped', async () => {
    const stream = memoryStream('shard-0');
    stream.append('shard-0', ...records(1, 2));
    let release: (() => void) | undefined;
    const before = start(
      stream,
      () =>
        new Promise((_resolve, reject) => {
          release = () => reject(new Error('killed'));
        }),
      { clock: manualClock() },
    );
    await settle();
    const stopping = before.mapping[Symbol.asyncDispose]();
    release?.();
    await stopping;
    const { batches, handler } = recorder();
    await start(stream, handler).mapping.whenCaughtUp(never);
    expect(batches).toEqual([[1, 2]]);
  });

  it('does not wait for ever for a function that hangs when it is stopped', async () => {
    const clock = manualClock();
    const stream = memoryStream('shard-0');
    stream.append('shard-0', ...records(1, 2));
    const { mapping } = start(stream, () => new Promise(() => undefined), { clock });
    await settle();
    const stopped = mapping[Symbol.asyncDispose]();
    await settle();
    await clock.advance(2_000);
    await stopped;
    expect(mapping.counters().processed).toBe(0);
  });

  it('starts LATEST at the tip of when it was created, also after a restart', async () => {
    const stream = memoryStream('shard-0');
    stream.append('shard-0', ...records(1, 2));
    const definition = { startingPosition: { type: 'LATEST' } } as const;
    const before = start(stream, recorder().handler, { definition });
    await before.mapping[Symbol.asyncDispose]();
    stream.append('shard-0', ...records(3, 4));
    const { batches, handler } = recorder();
    await start(stream, handler, { definition }).mapping.whenCaughtUp(never);
    expect(batches).toEqual([[3, 4]]);
  });

  it('sends what it gave up on to the queue and lets the neighbours pass', async () => {
    const stream = memoryStream('shardId-000000000000');
    stream.append('shardId-000000000000', ...records(1, 5));
    const passed: number[] = [];
    const { mapping, documents } = start(stream, async (event) => {
      const numbers = numbersOf(event);
      if (numbers.includes(2)) throw new TypeError('poison');
      passed.push(...numbers);
      return undefined;
    });
    await mapping.whenCaughtUp(never);
    expect(passed).toEqual([1, 3, 4, 5]);
    expect(documents).toMatchObject([
      {
        queue: 'unscored',
        body: {
          requestContext: {
            functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:score',
            condition: 'RetryAttemptsExhausted',
          },
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            functionError: 'Unhandled',
          },
          version: '1.0',
          KinesisBatchInfo: {
            shardId: 'shardId-000000000000',
            startSequenceNumber: '2'.padStart(56, '0'),
            endSequenceNumber: '2'.padStart(56, '0'),
            batchSize: 1,
            streamArn: 'arn:aws:kinesis:eu-central-1:123456789012:stream/telemetry',
          },
        },
      },
    ]);
    expect(mapping.counters()).toMatchObject({ processed: 4, discarded: 1 });
  });

  it('blocks the shard behind a failing batch, and no other shard', async () => {
    const stream = memoryStream('shard-0', 'shard-1');
    const clock = manualClock();
    stream.append('shard-0', ...records(1, 4));
    stream.append('shard-1', ...records(11, 12));
    const seen: number[] = [];
    start(
      stream,
      async (event) => {
        const numbers = numbersOf(event);
        if (numbers.some((n) => n < 10)) throw new Error('down');
        seen.push(...numbers);
        return undefined;
      },
      { clock, definition: { maximumRetryAttempts: -1, bisectBatchOnFunctionError: false } },
    );
    await settle();
    expect(seen).toEqual([11, 12]);
  });

  it('reads the parents to their end before a child', async () => {
    const stream = memoryStream('shard-0');
    stream.append('shard-0', ...records(1, 4));
    const { batches, handler } = recorder();
    const { mapping } = start(stream, handler);
    stream.addShard({ shardId: 'shard-1', parentShardId: 'shard-0' });
    stream.append('shard-1', ...records(5, 6));
    stream.append('shard-0', ...records(7, 8));
    stream.close('shard-0');
    await mapping.whenCaughtUp(never);
    expect(batches.flat()).toEqual([1, 2, 3, 4, 7, 8, 5, 6]);
  });

  it('keeps the order of a partition key when batches of a shard run side by side', async () => {
    const stream = memoryStream('shard-0');
    const keys = ['a', 'b', 'c', 'd', 'e'];
    stream.append(
      'shard-0',
      ...Array.from({ length: 40 }, (_, at) => record(at + 1, { key: keys[at % 5] as string })),
    );
    const order = new Map<string, number[]>();
    let running = 0;
    let runningMax = 0;
    const { mapping } = start(
      stream,
      async (event) => {
        running += 1;
        runningMax = Math.max(runningMax, running);
        await settle(2);
        for (const n of numbersOf(event)) {
          const key = keys[(n - 1) % 5] as string;
          order.set(key, [...(order.get(key) ?? []), n]);
        }
        running -= 1;
        return undefined;
      },
      { clock: manualClock(), definition: { parallelizationFactor: 3 } },
    );
    await mapping.whenCaughtUp(never);
    expect(runningMax).toBeGreaterThan(1);
    for (const numbers of order.values()) {
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
    expect([...order.values()].flat()).toHaveLength(40);
  });

  it('counts what is undone in shards whose turn has not come too, and tells what it reads', async () => {
    const clock = manualClock(10_000);
    const stream = memoryStream('shard-0');
    stream.append('shard-0', record(1, { arrivedAt: 7_000 }), record(2, { arrivedAt: 8_000 }));
    stream.addShard({ shardId: 'shard-1', parentShardId: 'shard-0' });
    stream.append('shard-1', record(3, { arrivedAt: 9_000 }));
    const reads: unknown[] = [];
    const { mapping } = start(stream, recorder().handler, {
      clock,
      onRead: (...read) => reads.push(read),
    });
    expect(mapping.undone()).toBe(3);
    expect(reads).toEqual([['telemetry', 2_000]]);
    stream.close('shard-0');
    stream.close('shard-1');
    await mapping.whenCaughtUp(never);
    expect(mapping.undone()).toBe(0);
    expect(reads).toEqual([
      ['telemetry', 2_000],
      ['telemetry', 1_000],
    ]);
  });

  it('reports how old the last record was when its batch was done', async () => {
    const clock = manualClock(10_000);
    const stream = memoryStream('shard-0');
    stream.append('shard-0', record(1, { arrivedAt: 7_000 }));
    const { mapping } = start(stream, recorder().handler, { clock });
    await mapping.whenCaughtUp(never);
    expect(mapping.counters().iteratorAgeMs).toBe(3_000);
  });
});
