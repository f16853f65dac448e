import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Random } from '../../../runtime/random.ts';
import type { EventSourceMapping as MappingDefinition } from '../../stack/stack.ts';
import type { KinesisEngine } from '../kinesis/kinesis-engine.ts';
import type { CheckpointStore } from './checkpoints.ts';
import type { FunctionRuntime } from './function-runtime.ts';
import { runMappingBatch } from './mapping-batch.ts';
import { startShardPollers, undoneRecords } from './shard-pollers.ts';
import { createWakeup } from './wakeup.ts';

/** The part of a Kinesis engine that a mapping reads. */
export type StreamSource = Pick<KinesisEngine, 'shards' | 'read' | 'countFrom' | 'onAppend'>;

export interface MappingOptions {
  readonly mapping: MappingDefinition;
  readonly engine: StreamSource;
  readonly runtime: FunctionRuntime;
  readonly checkpoints: CheckpointStore;
  readonly region: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly roleArn: string;
  /** The machine's clock: retries, windows and ages are about real time. */
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Told of the age of each batch's last record when the function is given it. */
  readonly onIteratorAge?: (functionName: string, ageMs: number) => void;
  /** Told how old the last record of each read of the stream was, ms. */
  readonly onRead?: (stream: string, ageMs: number) => void;
  /** Told of records that are done or given up. */
  readonly onSettled?: (mappingId: string, records: number) => void;
  /** Delivers a document to the on-failure destination. */
  readonly sendToDestination: (queue: string, body: string) => Promise<void>;
}

export interface MappingCounters {
  readonly batches: number;
  /** Records done, without those discarded. */
  readonly processed: number;
  readonly discarded: number;
  /** Age of the last record of the last batch when the batch was done (CloudWatch `IteratorAge`). */
  readonly iteratorAgeMs: number;
}

/** A running event source mapping between one stream and one function. */
export interface EventSourceMapping extends AsyncDisposable {
  /** Whether every record that the stream holds now is done. */
  caughtUp(): boolean;
  /** Records of the stream from the checkpoints on; what is done out of turn is among them. */
  undone(): number;
  /** Resolves once caught up; rejects with the signal's reason when it aborts. */
  whenCaughtUp(signal: AbortSignal): Promise<void>;
  counters(): MappingCounters;
}

/**
 * Reads a stream for a function as Lambda does for a standard iterator, except that an append wakes
 * the poller of its shard instead of a poll once a second (AWS Lambda developer guide, "How Lambda
 * processes records from stream and queue-based event sources").
 */
export function startEventSourceMapping(options: MappingOptions): EventSourceMapping {
  const { mapping, engine } = options;
  const quiet = createWakeup();
  const tally = { batches: 0, processed: 0, discarded: 0, iteratorAgeMs: 0 };
  const pollers = startShardPollers({
    ...options,
    process: (shardId, batch) => runMappingBatch({ shardId, batch, tally }, options),
    onQuiet: () => quiet.ring(),
  });
  const unsubscribe = engine.onAppend((stream, shardId) => {
    if (stream === mapping.stream) pollers.wake(shardId);
  });
  return {
    caughtUp: () => pollers.caughtUp(),
    undone: () => undoneRecords(options),
    async whenCaughtUp(signal) {
      const abort = quiet.ring;
      signal.addEventListener('abort', abort, { once: true });
      try {
        while (!pollers.caughtUp()) {
          signal.throwIfAborted();
          await quiet.wait();
        }
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    counters: () => ({ ...tally }),
    async [Symbol.asyncDispose]() {
      unsubscribe();
      await pollers.stop();
    },
  };
}
