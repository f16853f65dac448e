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
 * `dedupe_id`. Records without a change of episode cost nothing. Devices are followed side by side: a
 * storm fells many at once, and what is done for one of them is mostly waiting.
 */
export function createAlertHandler(
  dependencies: AlertDependencies,
): LambdaHandler<KinesisEvent, BatchResponse> {
  return async (event) => {
    const { changes, poisoned } = readChanges(event.Records, dependencies.log);
    const failed = new Set(poisoned);
    const lanes = changes.values();
    const worker = async (): Promise<void> => {
      for (const lane of lanes) {
        const stuck = await followDevice(lane, dependencies);
        if (stuck !== undefined) failed.add(stuck);
      }
    };
    await Promise.all(Array.from({ length: DEVICES_AT_ONCE }, () => worker()));
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** Devices followed side by side: as many as there are sockets to one of AWS's services, by half. */
const DEVICES_AT_ONCE = 25;

interface Change {
  readonly record: EpisodeRecord;
  readonly sequenceNumber: string;
}

interface Changes {
  /** By device, each in stream order. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  /** Sequence numbers of what will never be a record. */
  readonly poisoned: readonly string[];
}

function readChanges(records: readonly KinesisEventRecord[], log: Log): Changes {
  const changes = new Map<string, Change[]>();
  const poisoned: string[] = [];
  for (const { kinesis } of records) {
    const { sequenceNumber, data } = kinesis;
    try {
      const record = decodeScored(Buffer.from(data, 'base64'));
      if (record.episode === undefined || record.episode.transition === 'ongoing') continue;
      const change = { record: { ...record, episode: record.episode }, sequenceNumber };
      const known = changes.get(record.device);
      if (known === undefined) changes.set(record.device, [change]);
      else known.push(change);
    } catch (error) {
      warn(log, `${sequenceNumber} cannot be read`, error);
      poisoned.push(sequenceNumber);
    }
  }
  return { changes, poisoned };
}

/**
 * Follows one device as far as that goes: what failed for a passing reason holds up what follows, or a
 * closing could overtake its opening. Returns the sequence number that it is stuck at.
 */
async function followDevice(
  changes: readonly Change[],
  dependencies: AlertDependencies,
): Promise<string | undefined> {
  for (const { record, sequenceNumber } of changes) {
    try {
      await followEpisode(record, dependencies);
    } catch (error) {
      warn(dependencies.log, `${sequenceNumber} is tried again`, error);
      return sequenceNumber;
    }
  }
  return undefined;
}

function warn(log: Log, what: string, error: unknown): void {
  log({ level: 'warn', area: 'alert', text: `Scored record ${what}: ${messageOf(error)}` });
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
