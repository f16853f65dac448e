import { sleep, type Clock } from '../../runtime/clock.ts';
import { PmSimError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { Random } from '../../runtime/random.ts';
import { backoffMs } from '../../runtime/retry.ts';
import { followEpisode, type EpisodeDependencies } from './alert.ts';
import { analyse } from './ingest/analysis.ts';
import type { HealthFile, Malformed } from './ingest/health-file.ts';
import type { ObjectStore } from './ingest/object-store.ts';
import type { FileRecord, ProductStore } from './ingest/product-store.ts';
import { quarantined } from './ingest/quarantine.ts';
import { createdObjects, type CreatedObject } from './ingest/s3-event.ts';
import { unpackHealthFile } from './ingest/unpack.ts';
import type { LambdaHandler } from './lambda.ts';
import {
  newScorer,
  restoredScorer,
  type DeviceScorer,
  type ScorerOptions,
} from './scoring/device-scorer.ts';
import type { StateStore } from './scoring/state-store.ts';

export interface IngestDependencies extends EpisodeDependencies, ScorerOptions {
  readonly objects: ObjectStore;
  readonly processedBucket: string;
  readonly quarantineBucket: string;
  readonly states: Pick<StateStore, 'loadStates' | 'loadSnapshots'>;
  readonly products: ProductStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Takes health files as S3 tells of them: validates, transforms, analyses. What a file leads to comes
 * in an order that makes a repeated or concurrent delivery harmless:
 *
 * 1. the product's detector is restored, 2. it is looked up whether the file was taken, 3. the processed
 * file is written, 4. state, history and the taking of the file are saved in one transaction on
 * condition that nobody was faster, 5. alerts go out, 6. that is noted. Up to 4 nothing has happened that
 * a repetition would not do alike: a file that was not taken at 2 has its detector from before. After
 * 4 a repetition only sends what alerts are missing.
 *
 * A file that cannot be read is set aside with the reason, for good; the other files of the event are
 * none the worse. What else fails is thrown, for Lambda to try the event again.
 */
export function createIngestHandler(
  dependencies: IngestDependencies,
): LambdaHandler<unknown, void> {
  return async (event) => {
    const failures: unknown[] = [];
    for (const object of createdObjects(event)) {
      try {
        await ingest(object, dependencies);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
}

async function ingest(object: CreatedObject, dependencies: IngestDependencies): Promise<void> {
  const { objects, products, log } = dependencies;
  const before = await products.find(object);
  if (before !== undefined) return announce(object, before, dependencies);
  const stored = await objects.get(object.bucket, object.key);
  if (stored?.etag !== object.etag) {
    // Whoever replaced it caused an event of its own.
    const text = `${object.bucket}/${object.key} is gone or was replaced before it was read.`;
    log({ level: 'info', area: 'ingest', text });
    return;
  }
  const result = unpackHealthFile(stored.body);
  if (result.ok) await take(object, result.file, dependencies);
  else await setAside({ ...object, body: stored.body }, result.malformed, dependencies);
}

async function setAside(
  object: CreatedObject & { readonly body: Uint8Array },
  malformed: Malformed,
  { objects, products, quarantineBucket, clock, log }: IngestDependencies,
): Promise<void> {
  const aside = { ...object, malformed, quarantine: quarantineBucket, now: clock.now() };
  for (const file of quarantined(aside)) await objects.put(file);
  await products.setAside(object, malformed.reason);
  const text = `${object.bucket}/${object.key} was set aside: ${malformed.reason}`;
  log({ level: 'warn', area: 'ingest', text, fields: { code: malformed.code } });
}

/** Attempts against others that take files of the same product at the same time. */
const ATTEMPTS_MAX = 8;
const BACKOFF = { baseMs: 25, maxMs: 1_000 };

async function take(
  object: CreatedObject,
  file: HealthFile,
  dependencies: IngestDependencies,
): Promise<void> {
  const { clock, random } = dependencies;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    if (attempt > 0) await sleep(clock, backoffMs(attempt, BACKOFF, random));
    const taken = await attemptTo(object, file, dependencies);
    if (taken !== undefined) return announce(object, taken, dependencies);
  }
  throw new PmSimError(
    'ingest/contended',
    `The state of ${file.device} was changed by others ${ATTEMPTS_MAX} times in a row.`,
    { kind: 'connection' },
  );
}

/** The file's record once it is taken, by us or by somebody faster; undefined to try again. */
async function attemptTo(
  object: CreatedObject,
  file: HealthFile,
  dependencies: IngestDependencies,
): Promise<FileRecord | undefined> {
  const { objects, products, processedBucket } = dependencies;
  const scorer = await scorerOf(file, dependencies);
  const before = await products.find(object);
  if (before !== undefined) return before;
  const { summary, episodes, lines } = analyse(file, scorer);
  const processedKey = keyOf(file);
  await objects.put({
    bucket: processedBucket,
    key: processedKey,
    body: lines,
    contentType: 'application/x-ndjson',
    metadata: { 'source-bucket': object.bucket, 'source-etag': object.etag },
  });
  const taken = { object, file, scorer, summary, episodes, processedKey };
  if (!(await products.commit(taken))) return undefined;
  return { etag: object.etag, outcome: 'analysed', episodes, announced: episodes.length === 0 };
}

async function scorerOf(
  { device, readings }: HealthFile,
  dependencies: IngestDependencies,
): Promise<DeviceScorer> {
  const { states } = dependencies;
  const state = (await states.loadStates([device])).get(device);
  if (state === undefined) {
    const [first] = readings;
    if (first === undefined) throw new RangeError('A health file has at least one sample');
    return newScorer({ ...first, boot: '', seq: 0 }, dependencies);
  }
  const snapshots = await states.loadSnapshots(state.fromSnapshot ? [state] : []);
  return restoredScorer(state, snapshots.get(device), dependencies);
}

async function announce(
  object: CreatedObject,
  { episodes, announced }: FileRecord,
  dependencies: IngestDependencies,
): Promise<void> {
  if (announced) return;
  for (const record of episodes) await followEpisode(record, dependencies);
  await dependencies.products.announced(object);
}

/** Partitioned by day, as data sets are; the same file always comes to the same key. */
function keyOf({ device, from }: HealthFile): string {
  const start = new Date(from).toISOString();
  const [year, month, day] = start.slice(0, 10).split('-');
  const compact = start.replaceAll(/[-:.]/gu, '');
  return `readings/year=${year}/month=${month}/day=${day}/${device}-${compact}.ndjson`;
}
