import { sleep, type Clock } from '../../../runtime/clock.ts';
import { messageOf } from '../../../runtime/errors.ts';
import { processBatch, type DiscardNotice } from './batch-processor.ts';
import type { MappingCounters, MappingOptions } from './event-source-mapping.ts';
import { failureDocument } from './failure-document.ts';
import type { InvokeResult } from './function-runtime.ts';
import { kinesisEvent, type EventSource } from './kinesis-event.ts';
import type { LaneBatch } from './shard-poller.ts';

/** Counters in the making. */
type MappingTally = { -readonly [Name in keyof MappingCounters]: MappingCounters[Name] };

export interface ShardBatch {
  readonly shardId: string;
  readonly batch: LaneBatch;
  readonly tally: MappingTally;
}

/** Brings one batch of a shard to its end: function, retries, destination, counters. */
export async function runMappingBatch(
  { shardId, batch, tally }: ShardBatch,
  options: MappingOptions,
): Promise<void> {
  const { mapping, runtime, clock, random, streamArn, functionArn } = options;
  const source: EventSource = {
    streamArn,
    shardId,
    region: options.region,
    roleArn: options.roleArn,
  };
  await processBatch(batch.records, {
    settings: mapping,
    clock,
    random,
    signal: batch.signal,
    invoke(records) {
      tally.batches += 1;
      const arrivedAt = records.at(-1)?.arrivedAt ?? clock.now();
      options.onIteratorAge?.(mapping.functionName, clock.now() - arrivedAt);
      const affinity = `${shardId}/${batch.lane}`;
      const event = kinesisEvent(records, source);
      const result = runtime.invoke(mapping.functionName, event, { affinity });
      return orGivenUp(result, batch.signal, clock);
    },
    settle(records) {
      tally.processed += records.length;
      tally.iteratorAgeMs = clock.now() - (records.at(-1)?.arrivedAt ?? clock.now());
      batch.settle(records);
      options.onSettled?.(mapping.id, records.length);
    },
    async discard(notice) {
      tally.discarded += notice.records.length;
      tally.processed -= notice.records.length;
      const document = failureDocument({
        ...notice,
        shardId,
        streamArn,
        functionArn,
        at: clock.now(),
      });
      await deliver(notice, JSON.stringify(document), options);
    },
  });
}

async function deliver(
  notice: DiscardNotice,
  body: string,
  options: MappingOptions,
): Promise<void> {
  const { mapping, log } = options;
  const what = `Mapping ${mapping.id} gave up on ${notice.records.length} record(s): ${notice.condition}`;
  log({ level: 'warn', area: 'lambda', text: what });
  if (mapping.onFailureQueue === undefined) return;
  try {
    await options.sendToDestination(mapping.onFailureQueue, body);
  } catch (error) {
    const text = `${what}; the destination took no note of it: ${messageOf(error)}`;
    log({ level: 'error', area: 'lambda', text });
  }
}

/** How long a mapping that is stopped waits for the function that is at work. */
const STOP_GRACE_MS = 2_000;

/**
 * The function's result, or a failure some time after the mapping was stopped: the batch is then
 * given again when the mapping starts next.
 */
async function orGivenUp(
  work: Promise<InvokeResult>,
  signal: AbortSignal,
  clock: Clock,
): Promise<InvokeResult> {
  const done = new AbortController();
  const stopped = new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', resolve, { once: true, signal: done.signal });
  });
  const given = stopped.then(() => sleep(clock, STOP_GRACE_MS, done.signal)).then(() => GIVEN_UP);
  try {
    return await Promise.race([work, given]);
  } finally {
    given.catch(() => undefined);
    done.abort();
  }
}

const GIVEN_UP: InvokeResult = {
  ok: false,
  requestId: '',
  functionError: 'Unhandled',
  errorType: 'Stopped',
  errorMessage: 'The mapping was stopped before the function came to its end.',
};
