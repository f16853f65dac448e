import { messageOf } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import type { BatchResponse, KinesisEvent, LambdaHandler } from './lambda.ts';
import {
  decodeRecords,
  type ArrivedMessage,
  type PoisonedRecord,
} from './scoring/decode-records.ts';
import type { DeviceScorer } from './scoring/device-scorer.ts';
import { createScorerCache, type ScorerCache } from './scoring/scorer-cache.ts';
import type { StateStore } from './scoring/state-store.ts';
import type { ScorerOptions } from './scoring/device-scorer.ts';

export interface ScoreDependencies extends ScorerOptions {
  readonly store: StateStore;
  /** Puts scored records into the scored stream; resolves when the stream has all of them. */
  readonly write: (records: readonly ScoredRecord[]) => Promise<void>;
  readonly log: Log;
  /** Records a detector takes before its snapshot is saved anew. */
  readonly snapshotEvery: number;
  /** Devices whose detectors stay in memory between invocations. */
  readonly devicesInMemoryMax: number;
}

/**
 * Scores a batch of telemetry: one detector a device, scored records to the next stream. Effects
 * come in an order that makes any replay harmless:
 *
 * 1. scored records are written, 2. new snapshots are saved beside the ones in use, 3. states are
 * saved, 4. the batch is answered. A crash before 3 leaves the old states: the replayed batch gets
 * the same verdicts from the same detector states, hence the same episode ids, and readers of the
 * scored stream drop the repetition. A crash after 3 finds every record of the batch taken and
 * writes nothing. A crash between 2 and 3 leaves a snapshot that no state names.
 *
 * A record that is no message is reported as failed, the rest of the batch is scored all the same:
 * when the mapping comes back with the failed record and its followers, those are known already.
 */
export function createScoreHandler(
  dependencies: ScoreDependencies,
): LambdaHandler<KinesisEvent, BatchResponse> {
  const cache = createScorerCache(dependencies);
  return async (event) => {
    const { messages, poisoned } = decodeRecords(event.Records);
    reportPoison(poisoned, dependencies.log);
    await scoreMessages(messages, cache, dependencies);
    return {
      batchItemFailures: poisoned.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })),
    };
  };
}

async function scoreMessages(
  messages: readonly ArrivedMessage[],
  cache: ScorerCache,
  dependencies: ScoreDependencies,
): Promise<void> {
  const scorers = await cache.scorersFor(messages);
  try {
    const outcomes: (ScoredRecord | undefined)[] = messages.map(() => undefined);
    const changed = new Set<DeviceScorer>();
    let count = 0;
    for (const [device, places] of placesByDevice(messages)) {
      const scorer = scorers.get(device) as DeviceScorer;
      for (const at of places) {
        if (count > 0 && count % RECORDS_PER_TURN === 0) await nextTurn();
        count += 1;
        const record = scorer.score(messages[at] as ArrivedMessage);
        if (record === undefined) continue;
        outcomes[at] = record;
        changed.add(scorer);
      }
    }
    const scored = outcomes.filter((record) => record !== undefined);
    if (scored.length > 0) await dependencies.write(scored);
    await saveAll([...changed], dependencies);
  } catch (error) {
    // Detectors have moved on in memory but not in the table: forget them, the batch comes again.
    cache.forget(scorers.keys());
    throw error;
  }
}

/**
 * Where in the batch each device's records are. They are scored device by device, since a detector is a
 * megabyte that the processor's caches hold only while it is at work; they are written in stream order.
 */
function placesByDevice(
  messages: readonly ArrivedMessage[],
): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [at, { message }] of messages.entries()) {
    const known = places.get(message.device);
    if (known === undefined) places.set(message.device, [at]);
    else known.push(at);
  }
  return places;
}

/** Records scored in one go: 2 or 3 ms, in which a process shared with others does nothing else. */
const RECORDS_PER_TURN = 32;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function saveAll(
  scorers: readonly DeviceScorer[],
  dependencies: ScoreDependencies,
): Promise<void> {
  const { store, snapshotEvery } = dependencies;
  const due = new Set(dueForSnapshot(scorers, snapshotEvery));
  for (const scorer of due) {
    const { device, snapshotVersion } = scorer.state();
    await store.saveSnapshot(device, snapshotVersion + 1, scorer.snapshot());
  }
  await store.saveStates(scorers.map((scorer) => scorer.nextState(due.has(scorer))));
}

/**
 * Snapshots saved in one batch: each takes some 10 ms, and detectors that began together would all
 * fall due together. The others wait for a later batch, at most until their journal has doubled.
 */
const SNAPSHOTS_PER_BATCH = 2;

function dueForSnapshot(scorers: readonly DeviceScorer[], every: number): DeviceScorer[] {
  return scorers
    .filter((scorer) => scorer.journalled() >= every)
    .toSorted((a, b) => b.journalled() - a.journalled())
    .filter((scorer, at) => at < SNAPSHOTS_PER_BATCH || scorer.journalled() >= 2 * every);
}

function reportPoison(poisoned: readonly PoisonedRecord[], log: Log): void {
  for (const { sequenceNumber, partitionKey, reason } of poisoned) {
    const text = `Record ${sequenceNumber} of ${partitionKey} is no telemetry: ${messageOf(reason)}`;
    log({ level: 'warn', area: 'score', text });
  }
}
