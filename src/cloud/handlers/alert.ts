import { messageOf } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { Alert } from '../../telemetry/alert.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import {
  alertItem,
  alertOf,
  decodeScored,
  type AlertItem,
  type EpisodeRecord,
  type Place,
} from './alerting/alert-item.ts';
import type { AlertStore } from './alerting/alert-store.ts';
import type { BatchResponse, KinesisEvent, KinesisEventRecord, LambdaHandler } from './lambda.ts';

/** What became of an episode, told once. */
export type AlertEvent =
  | { readonly type: 'alert'; readonly alert: Alert }
  | {
      readonly type: 'alert-closed';
      readonly id: string;
      readonly device: string;
      readonly ts: number;
    };

/** What an episode is told to. */
export interface EpisodeDependencies {
  readonly store: AlertStore;
  /** Hands the alert to the notification service; may be called again for the same alert. */
  readonly publish: (item: AlertItem) => Promise<void>;
  readonly placeOf: (record: ScoredRecord) => Place | undefined;
  readonly observe: (event: AlertEvent) => void;
}

export interface AlertDependencies extends EpisodeDependencies {
  readonly log: Log;
}

/**
 * Turns episodes of the scored stream into alerts: one item an episode, one notification an item.
 * The item is created first, `pending`; then the notification goes out; then it is marked `sent`. A
 * replay finds the item: `sent` needs nothing more, `pending` publishes again under the same
 * `dedupe_id`. Records without a change of episode cost nothing.
 */
export function createAlertHandler(
  dependencies: AlertDependencies,
): LambdaHandler<KinesisEvent, BatchResponse> {
  return async (event) => {
    const failed: string[] = [];
    for (const record of event.Records) {
      const outcome = await handle(record, dependencies);
      if (outcome === 'done') continue;
      failed.push(record.kinesis.sequenceNumber);
      // What failed for a passing reason holds up what follows, or a closing could overtake its opening.
      if (outcome === 'retry') break;
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

async function handle(
  { kinesis }: KinesisEventRecord,
  dependencies: AlertDependencies,
): Promise<'done' | 'poisoned' | 'retry'> {
  const fail = (what: string, error: unknown): void => {
    const text = `Scored record ${kinesis.sequenceNumber} ${what}: ${messageOf(error)}`;
    dependencies.log({ level: 'warn', area: 'alert', text });
  };
  let record: ScoredRecord;
  try {
    record = decodeScored(Buffer.from(kinesis.data, 'base64'));
  } catch (error) {
    fail('cannot be read', error);
    return 'poisoned';
  }
  try {
    if (record.episode !== undefined)
      await followEpisode({ ...record, episode: record.episode }, dependencies);
    return 'done';
  } catch (error) {
    fail('is tried again', error);
    return 'retry';
  }
}

/** Opens or closes the alert of the record's episode; the same record again changes nothing. */
export async function followEpisode(
  record: EpisodeRecord,
  dependencies: EpisodeDependencies,
): Promise<void> {
  switch (record.episode.transition) {
    case 'opened':
      return raise(record, dependencies);
    case 'closed':
      return close(record, dependencies);
    case 'ongoing':
      return undefined;
  }
}

async function raise(record: EpisodeRecord, dependencies: EpisodeDependencies): Promise<void> {
  const { store, publish, placeOf, observe } = dependencies;
  const item = await store.open(alertItem(record, placeOf(record)));
  if (item.notification === 'sent') return;
  await publish(item);
  if (await store.markSent(item.id)) observe({ type: 'alert', alert: alertOf(item) });
}

async function close(
  record: EpisodeRecord,
  { store, observe }: EpisodeDependencies,
): Promise<void> {
  const { id, openedAt } = record.episode;
  // A device whose clock went back closes its episode before it opened it.
  const ts = Math.max(record.ts, openedAt);
  if (!(await store.returned(id, ts))) return;
  observe({ type: 'alert-closed', id, device: record.device, ts });
}
