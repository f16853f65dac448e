import { join } from 'node:path';
import { followStream, type FollowOptions } from '../../cloud/aws/follow-stream.ts';
import { decodeScored } from '../../cloud/handlers/alerting/alert-item.ts';
import { formatDuration } from '../../runtime/duration.ts';
import { PmSimError } from '../../runtime/errors.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import { kinesisClient } from '../cloud/kinesis-client.ts';
import { withAws, type AwsSession } from '../cloud/open-aws.ts';
import { alertEventOf } from '../cloud/scored-alerts.ts';
import { stackPartNames } from '../cloud/stack-parts.ts';
import { openCheckpoint, type StreamCheckpoint } from '../cloud/stream-checkpoint.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { TailOptions } from '../options/tail-options.ts';
import type { AlertLogEntry } from '../reporters/alert-log.ts';
import { createTailLines } from './tail-lines.ts';

export type AwsTailOptions = TailOptions & { readonly aws: NonNullable<TailOptions['aws']> };

/** Two other readers, such as the functions, have room within the five reads a second of a shard. */
const POLL_MS = 1_000;
const SAVE_EVERY_MS = 2_000;
/** Episodes whose opening or end was told, so that a record that comes twice is told once. */
const TOLD_MAX = 20_000;

/**
 * `pm-sim tail --target aws`: alerts out of the anomaly stream of a stack, all shards, resharding
 * followed. Goes on where the last one ended; `--since` begins at the stream's beginning again.
 * @throws PmSimError `timeout/alerts`, `cloud/no-stack`
 */
export async function tailAwsCommand(options: AwsTailOptions, io: CliIo): Promise<ExitCode> {
  using interrupt = io.watchInterrupts();
  const stop = new AbortController();
  const signal = AbortSignal.any([interrupt.signal, stop.signal]);
  const { aws: target, timeoutMs, count } = options;
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop.abort(), timeoutMs);
  let shown = 0;
  const lines = createTailLines(options, io, interrupt.signal);
  try {
    await withAws({ place: target.place, io, signal }, (aws) =>
      followAlerts(aws, options, (entry) => {
        if (shown === count || !lines.take(entry)) return;
        shown += 1;
        if (shown === count) stop.abort();
      }),
    );
    await lines.settled();
  } finally {
    clearTimeout(timer);
  }
  if (interrupt.signal.aborted) return EXIT.interrupted;
  if (options.follow && count !== undefined && shown < count) throw tooFew(options, shown);
  if (shown === 0 && !options.json) io.stderr.write('No new alerts.\n');
  return EXIT.ok;
}

async function followAlerts(
  aws: AwsSession,
  options: AwsTailOptions,
  tell: (entry: AlertLogEntry) => void,
): Promise<void> {
  const { stack } = options.aws;
  const streamName = (await stackPartNames(aws, stack))('ScoredStream');
  const path = join(options.stateDir, `tail-${stack}.json`);
  const checkpoint = await openCheckpoint(path, streamName);
  const told = new Set<string>();
  const saving = setInterval(() => void checkpoint.save().catch(() => undefined), SAVE_EVERY_MS);
  try {
    const follower = followStream({
      ...followed(aws, options, checkpoint),
      streamName,
      onRecords(records, shardId) {
        for (const {
          Data: data,
          SequenceNumber: sequence,
          ApproximateArrivalTimestamp: at,
        } of records) {
          if (aws.signal.aborted) return;
          const entry =
            data === undefined ? undefined : entryOf(data, at?.getTime() ?? aws.clock.now());
          if (entry !== undefined && isNew(entry, told)) tell(entry);
          if (sequence !== undefined) checkpoint.read(shardId, sequence);
        }
      },
    });
    await follower.done;
  } finally {
    clearInterval(saving);
    await checkpoint.save();
  }
}

function followed(
  aws: AwsSession,
  { since, follow }: AwsTailOptions,
  { shards }: StreamCheckpoint,
): Omit<FollowOptions, 'onRecords' | 'streamName'> {
  const { clock, random, signal } = aws;
  return {
    kinesis: kinesisClient(aws),
    position: 'TRIM_HORIZON',
    ...(since === undefined ? { resume: shards } : {}),
    stopAtTip: !follow,
    pollMs: POLL_MS,
    clock,
    random,
    signal,
  };
}

/** Others may put records into the stream; the alert handler sets aside, and tells, what is none. */
function entryOf(data: Uint8Array, at: number): AlertLogEntry | undefined {
  let record: ScoredRecord;
  try {
    record = decodeScored(data);
  } catch {
    return undefined;
  }
  const event = alertEventOf(record);
  if (event?.type === 'alert') return { type: 'opened', at, alert: event.alert };
  return event === undefined ? undefined : { type: 'closed', at, id: event.id, ts: event.ts };
}

/** Scoring that is repeated after a fault writes its records again. */
function isNew(entry: AlertLogEntry, told: Set<string>): boolean {
  const key = `${entry.type} ${entry.type === 'opened' ? entry.alert.id : entry.id}`;
  if (told.has(key)) return false;
  told.add(key);
  const [oldest] = told;
  if (told.size > TOLD_MAX && oldest !== undefined) told.delete(oldest);
  return true;
}

function tooFew({ count, timeoutMs = 0, aws }: AwsTailOptions, shown: number): PmSimError {
  const waited = formatDuration(timeoutMs);
  return new PmSimError(
    'timeout/alerts',
    `Only ${shown} of ${count} alerts came within ${waited} from the stack ${aws.stack}.`,
    { hint: '`pm-sim cloud status` shows whether its readers are behind; --timeout waits longer.' },
  );
}
