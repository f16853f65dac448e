import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  type _Record as KinesisRecord,
} from '@aws-sdk/client-kinesis';
import { sleep, type Clock } from '../../runtime/clock.ts';
import { errnoOf } from '../../runtime/errors.ts';
import { backoffMs } from '../../runtime/retry.ts';
import type { Random } from '../../runtime/random.ts';

export interface FollowOptions {
  readonly kinesis: KinesisClient;
  readonly streamName: string;
  /** Where to begin: what comes from now on, what came from an instant on, or all that is still there. */
  readonly position: 'LATEST' | 'TRIM_HORIZON' | Date;
  /**
   * Where an earlier follower was: the last sequence number by shard. Shards that it did not know came
   * later and are read from their beginning.
   */
  readonly resume?: ReadonlyMap<string, string>;
  /** Ends at the newest record of each shard instead of waiting for more. */
  readonly stopAtTip?: boolean;
  /** Pause between two reads of a shard that had nothing; a shard allows five reads a second. */
  readonly pollMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Called with the records of one shard in order. */
  readonly onRecords: (records: readonly KinesisRecord[], shardId: string) => void;
}

export interface StreamFollower {
  /** Every shard that exists now has its place: what is put after this will be seen. */
  readonly ready: Promise<void>;
  /** Settles when the signal aborts, or rejects with the error that stopped the following. */
  readonly done: Promise<void>;
}

/** Records asked for in one read; the service's own limit is 10,000. */
const RECORDS_PER_READ = 10_000;
/** Reads that may fail in a row by throttling or a passing fault before the follower gives up. */
const FAILURES_MAX = 8;
const BACKOFF = { baseMs: 200, maxMs: 5_000 };

/** A place in one shard that survives the expiry of its iterator. */
interface Cursor {
  readonly shardId: string;
  iterator: string | undefined;
  lastSequence: string | undefined;
}

/**
 * Follows all shards of a stream, and their children when a shard is split or merged, in the manner
 * of the Kinesis Data Streams developer guide ("Develop consumers with the AWS SDK"): GetRecords,
 * continue with NextShardIterator, and take ChildShards from the beginning when a shard ends.
 */
export function followStream(options: FollowOptions): StreamFollower {
  const followed = new Set<string>();
  const shards: Promise<void>[] = [];

  const follow = (cursor: Cursor): void => {
    followed.add(cursor.shardId);
    const shard = followShard(options, cursor, onChild);
    // `done` comes to it in its turn; a failure before that is not unhandled.
    shard.catch(() => undefined);
    shards.push(shard);
  };
  const onChild = async (shardId: string): Promise<void> => {
    if (followed.has(shardId)) return;
    followed.add(shardId);
    follow(await openCursor(options, shardId, BEGINNING));
  };

  const opened = openAll(options).then((cursors) => cursors.forEach(follow));
  return { ready: opened, done: opened.then(() => settleAll(shards)) };
}

/** Waits for shards that may be joined by their children while it waits. */
async function settleAll(shards: readonly Promise<void>[]): Promise<void> {
  for (let at = 0; at < shards.length; at += 1) await shards[at];
}

async function openAll(options: FollowOptions): Promise<Cursor[]> {
  const cursors: Cursor[] = [];
  let token: string | undefined;
  do {
    const page = await options.kinesis.send(
      new ListShardsCommand(
        token === undefined ? { StreamName: options.streamName } : { NextToken: token },
      ),
    );
    for (const { ShardId: shardId } of page.Shards ?? []) {
      if (shardId !== undefined) cursors.push(await openCursor(options, shardId, placeOf(options, shardId))); // prettier-ignore
    }
    token = page.NextToken;
  } while (token !== undefined);
  return cursors;
}

type Place = Pick<
  GetShardIteratorCommandInput,
  'ShardIteratorType' | 'StartingSequenceNumber' | 'Timestamp'
>;

const BEGINNING: Place = { ShardIteratorType: 'TRIM_HORIZON' };

function placeOf({ position, resume }: FollowOptions, shardId: string): Place {
  if (resume === undefined || resume.size === 0) return beginningAt(position);
  const last = resume.get(shardId);
  return last === undefined ? BEGINNING : after(last);
}

function beginningAt(position: FollowOptions['position']): Place {
  return position instanceof Date
    ? { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: position }
    : { ShardIteratorType: position };
}

function after(sequence: string): Place {
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: sequence };
}

async function openCursor(options: FollowOptions, shardId: string, place: Place): Promise<Cursor> {
  const lastSequence = place.StartingSequenceNumber;
  return { shardId, iterator: await iteratorAt(options, shardId, place), lastSequence };
}

async function iteratorAt(
  { kinesis, streamName }: FollowOptions,
  shardId: string,
  place: Place,
): Promise<string | undefined> {
  const at = { StreamName: streamName, ShardId: shardId };
  const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand({ ...at, ...place }));
  return ShardIterator;
}

async function followShard(
  options: FollowOptions,
  cursor: Cursor,
  onChild: (shardId: string) => Promise<void>,
): Promise<void> {
  let failures = 0;
  const place = cursor;
  while (place.iterator !== undefined && !options.signal.aborted) {
    try {
      const count = await readOnce(options, place, onChild);
      failures = 0;
      if (count === 0) await rest(options, options.pollMs);
    } catch (error) {
      failures += 1;
      await recover(options, place, { error, failures });
    }
  }
}

async function readOnce(
  options: FollowOptions,
  cursor: Cursor,
  onChild: (shardId: string) => Promise<void>,
): Promise<number> {
  const place = cursor;
  const {
    Records: records = [],
    NextShardIterator: next,
    ChildShards: children = [],
    MillisBehindLatest: behindMs,
  } = await options.kinesis.send(
    new GetRecordsCommand({ ShardIterator: place.iterator, Limit: RECORDS_PER_READ }),
  );
  place.iterator = options.stopAtTip === true && behindMs === 0 ? undefined : next;
  place.lastSequence = records.at(-1)?.SequenceNumber ?? place.lastSequence;
  if (records.length > 0) options.onRecords(records, place.shardId);
  if (next === undefined) {
    for (const { ShardId: child } of children) if (child !== undefined) await onChild(child);
  }
  return records.length;
}

async function recover(
  options: FollowOptions,
  cursor: Cursor,
  problem: { readonly error: unknown; readonly failures: number },
): Promise<void> {
  if (options.signal.aborted) return;
  if (problem.failures > FAILURES_MAX || !passing(problem.error)) throw problem.error;
  await rest(options, backoffMs(problem.failures, BACKOFF, options.random));
  const place = cursor;
  if (nameOf(problem.error) === 'ExpiredIteratorException')
    place.iterator = await reopen(options, place);
}

/** A new iterator behind the last record seen; iterators live five minutes. */
function reopen(options: FollowOptions, cursor: Cursor): Promise<string | undefined> {
  const { shardId, lastSequence } = cursor;
  const place = lastSequence === undefined ? placeOf(options, shardId) : after(lastSequence);
  return iteratorAt(options, shardId, place);
}

const PASSING = new Set([
  'ExpiredIteratorException',
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'InternalFailure',
  'TimeoutError',
  'ECONNRESET',
  'ECONNREFUSED',
]);

function passing(error: unknown): boolean {
  return PASSING.has(nameOf(error)) || PASSING.has(errnoOf(error) ?? '');
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** A pause that ends early, and quietly, when the follower is told to stop. */
async function rest(options: FollowOptions, ms: number): Promise<void> {
  try {
    await sleep(options.clock, ms, options.signal);
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
}
