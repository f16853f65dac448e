import type { Clock } from '../../../runtime/clock.ts';
import { hash32 } from '../../../runtime/random.ts';
import type { KinesisRecord, ShardPosition, ShardRead } from '../kinesis/kinesis-engine.ts';
import { startLane, type Lane } from './lane.ts';
import { createProgress, type Progress } from './progress.ts';
import { createWakeup, type Wakeup } from './wakeup.ts';

export interface ShardPollerOptions {
  readonly shardId: string;
  readonly from: ShardPosition;
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  readonly parallelizationFactor: number;
  readonly clock: Clock;
  readonly read: (from: ShardPosition, limit: number) => ShardRead;
  /** Told the last record of every read that gave some. */
  readonly onRead: (last: KinesisRecord) => void;
  /** Brings one batch of one lane to its end; `settle` tells which records are done, in order. */
  readonly process: (batch: LaneBatch) => Promise<void>;
  /** The shard may be resumed here: everything before is done. */
  readonly onCheckpoint: (position: ShardPosition) => void;
  /** The shard was closed, read to its end, and every record of it is done. */
  readonly onFinished: () => void;
  /** Something came to rest; whoever waits for idleness looks again. */
  readonly onQuiet: () => void;
  /** The shard cannot be read or its batch not be handled; the poller has ended. */
  readonly onError: (error: unknown) => void;
}

export interface LaneBatch {
  readonly lane: number;
  readonly records: readonly KinesisRecord[];
  readonly settle: (records: readonly KinesisRecord[]) => void;
  readonly signal: AbortSignal;
}

export interface ShardPoller {
  /** The shard has something new. */
  wake(): void;
  /** Everything that the shard holds now is done. */
  caughtUp(): boolean;
  /** Starts no further batch, waits for those in work. */
  stop(): Promise<void>;
}

/**
 * Reads one shard and feeds its lanes, each partition key always to the same lane, so that the order
 * of a key's records is kept while up to `parallelizationFactor` batches are in work. Reads no
 * further ahead than one batch a lane.
 */
export function startShardPoller(options: ShardPollerOptions): ShardPoller {
  const state: PollerState = {
    stop: new AbortController(),
    wakeup: createWakeup(),
    progress: createProgress(),
    position: options.from,
  };
  const lanes = startLanes(state, options);
  const running = run(state, lanes, options).catch(options.onError);
  return {
    wake: () => state.wakeup.ring(),
    caughtUp: () => state.progress.open() === 0 && atTip(state, options),
    async stop() {
      state.stop.abort();
      state.wakeup.ring();
      await Promise.all([running, ...lanes.map((lane) => lane.stopped)]);
    },
  };
}

interface PollerState {
  readonly stop: AbortController;
  readonly wakeup: Wakeup;
  readonly progress: Progress;
  /** Undefined once a closed shard has been read to its end. */
  position: ShardPosition | undefined;
}

/** Most records of one read (GetRecords, `Limit`). */
const READ_LIMIT_MAX = 10_000;

function startLanes(state: PollerState, options: ShardPollerOptions): readonly Lane[] {
  const { batchSize, batchingWindowMs, clock } = options;
  const { signal } = state.stop;
  const settle = (records: readonly KinesisRecord[]): void => settleIn(state, records, options);
  const onRoom = (): void => {
    state.wakeup.ring();
    if (state.progress.open() === 0) options.onQuiet();
  };
  return Array.from({ length: options.parallelizationFactor }, (_, lane) => {
    const process = async (records: readonly KinesisRecord[]): Promise<void> => {
      try {
        await options.process({ lane, records, settle, signal });
      } catch (error) {
        state.stop.abort();
        options.onError(error);
      }
    };
    return startLane({ batchSize, batchingWindowMs, clock, signal, process, onRoom });
  });
}

function settleIn(
  { progress }: PollerState,
  records: readonly KinesisRecord[],
  options: ShardPollerOptions,
): void {
  let checkpoint: string | undefined;
  for (const { sequenceNumber } of records) {
    checkpoint = progress.done(sequenceNumber) ?? checkpoint;
  }
  if (checkpoint === undefined) return;
  options.onCheckpoint({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: checkpoint });
}

async function run(
  state: PollerState,
  lanes: readonly Lane[],
  options: ShardPollerOptions,
): Promise<void> {
  while (!state.stop.signal.aborted) {
    const count = readOnce(state, lanes, options);
    if (state.position === undefined && state.progress.open() === 0) {
      state.stop.abort();
      options.onFinished();
      return;
    }
    if (count === 0) await state.wakeup.wait();
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

function readOnce(state: PollerState, lanes: readonly Lane[], options: ShardPollerOptions): number {
  const waiting = lanes.reduce((sum, lane) => sum + lane.waiting(), 0);
  const room = options.batchSize * lanes.length - waiting;
  if (room <= 0 || state.position === undefined) return 0;
  const { records, next } = options.read(state.position, Math.min(room, READ_LIMIT_MAX));
  state.position = next;
  const last = records.at(-1);
  if (last !== undefined) options.onRead(last);
  for (const record of records) {
    state.progress.opened(record.sequenceNumber);
    laneOf(lanes, record.partitionKey).push(record);
  }
  return records.length;
}

function atTip({ position }: PollerState, options: ShardPollerOptions): boolean {
  return position === undefined || options.read(position, 1).records.length === 0;
}

function laneOf(lanes: readonly Lane[], partitionKey: string): Lane {
  const at = lanes.length === 1 ? 0 : hash32(partitionKey) % lanes.length;
  return lanes[at] as Lane;
}
