import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../runtime/clock.ts';
import { PmSimError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { Random } from '../../runtime/random.ts';
import { scoringSchema } from '../stack/scoring-schema.ts';
import { createAlertHandler, type AlertEvent, type EpisodeDependencies } from './alert.ts';
import type { Place } from './alerting/alert-item.ts';
import { createAlertStore } from './alerting/alert-store.ts';
import { publishAlert } from './alerting/notification.ts';
import { createIngestHandler } from './ingest.ts';
import { s3Objects } from './ingest/object-store.ts';
import { createProductStore } from './ingest/product-store.ts';
import type { BatchResponse, KinesisEvent, LambdaHandler } from './lambda.ts';
import { createScoreHandler } from './score.ts';
import { monitorFactory } from './scoring/monitor-factory.ts';
import { reasonWriter } from './scoring/reason.ts';
import { writeScored } from './scoring/scored-writer.ts';
import { createStateStore } from './scoring/state-store.ts';

/** Variables of a function, as Lambda gives them in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a function gets besides its variables: the clients of the services that it calls. */
export interface Surroundings {
  readonly kinesis: KinesisClient;
  /** With `removeUndefinedValues`. */
  readonly dynamo: DynamoDBDocumentClient;
  readonly sns: SNSClient;
  /** For functions that read and write files only. */
  readonly s3?: S3Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly observe: (event: AlertEvent) => void;
}

/** Each function gets what it calls and no more: a client costs it 50 ms of its cold start. */
export type ScoreSurroundings = Omit<Surroundings, 'sns' | 'observe'>;
export type AlertSurroundings = Omit<Surroundings, 'kinesis' | 'random'>;
export type IngestSurroundings = Omit<Surroundings, 'kinesis'> & { readonly s3: S3Client };

type KinesisHandler = LambdaHandler<KinesisEvent, BatchResponse>;

/** @throws PmSimError `handler/environment` naming the variable that is missing or wrong. */
export function scoreHandler(
  environment: Environment,
  surroundings: ScoreSurroundings,
): KinesisHandler {
  const { kinesis, dynamo, clock, random, log } = surroundings;
  const scoring = scoringSchema.parse(JSON.parse(textOf(environment, 'SCORING')));
  const streamName = textOf(environment, 'SCORED_STREAM');
  const stateTable = textOf(environment, 'STATE_TABLE');
  const snapshotTable = textOf(environment, 'SNAPSHOT_TABLE');
  return createScoreHandler({
    monitors: monitorFactory(scoring),
    reason: reasonWriter(scoring.channels),
    store: createStateStore({ dynamo, stateTable, snapshotTable, clock, random }),
    write: (records) => writeScored(records, { kinesis, streamName, clock, random }),
    log,
    snapshotEvery: countOf(environment, 'SNAPSHOT_EVERY'),
    devicesInMemoryMax: countOf(environment, 'DEVICES_IN_MEMORY_MAX'),
  });
}

/** @throws PmSimError `handler/environment` naming the variable that is missing or wrong. */
export function alertHandler(
  environment: Environment,
  surroundings: AlertSurroundings,
): KinesisHandler {
  return createAlertHandler({ ...alerting(environment, surroundings), log: surroundings.log });
}

/** @throws PmSimError `handler/environment` naming the variable that is missing or wrong. */
export function ingestHandler(
  environment: Environment,
  surroundings: IngestSurroundings,
): LambdaHandler<unknown, void> {
  const { dynamo, s3, clock, random, log } = surroundings;
  const scoring = scoringSchema.parse(JSON.parse(textOf(environment, 'SCORING')));
  const productTable = textOf(environment, 'PRODUCT_TABLE');
  const snapshotTable = textOf(environment, 'SNAPSHOT_TABLE');
  const historyTable = textOf(environment, 'HISTORY_TABLE');
  const fileTable = textOf(environment, 'FILE_TABLE');
  const tables = { productTable, snapshotTable, historyTable, fileTable };
  return createIngestHandler({
    ...alerting(environment, surroundings),
    objects: s3Objects(s3),
    processedBucket: textOf(environment, 'PROCESSED_BUCKET'),
    quarantineBucket: textOf(environment, 'QUARANTINE_BUCKET'),
    states: createStateStore({ dynamo, stateTable: productTable, snapshotTable, clock, random }),
    products: createProductStore({ dynamo, ...tables, now: () => clock.now() }),
    monitors: monitorFactory(scoring),
    reason: reasonWriter(scoring.channels),
    clock,
    random,
    log,
  });
}

function alerting(
  environment: Environment,
  surroundings: Pick<Surroundings, 'dynamo' | 'sns' | 'observe'>,
): EpisodeDependencies {
  const { dynamo, sns, observe } = surroundings;
  const place = placeOf(environment['SITE']);
  const topicArn = textOf(environment, 'ALERT_TOPIC_ARN');
  return {
    store: createAlertStore(dynamo, textOf(environment, 'ALERTS_TABLE')),
    publish: (item) => publishAlert(item, { sns, topicArn }),
    placeOf: () => place,
    observe,
  };
}

function textOf(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw wrong(name, 'a text', value);
  return value;
}

function countOf(environment: Environment, name: string): number {
  const value = Number(environment[name]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw wrong(name, 'a whole number above 0', environment[name]);
}

/** `latitude,longitude` in degrees. */
function placeOf(text: string | undefined): Place | undefined {
  if (text === undefined) return undefined;
  const [latitude = Number.NaN, longitude = Number.NaN] = text.split(',').map(Number);
  if (Number.isFinite(latitude) && Number.isFinite(longitude)) return { latitude, longitude };
  throw wrong('SITE', 'latitude,longitude', text);
}

function wrong(name: string, expected: string, got: string | undefined): PmSimError {
  return new PmSimError(
    'handler/environment',
    `Environment variable ${name}: expected ${expected}, got ${JSON.stringify(got) ?? 'nothing'}.`,
    { kind: 'system' },
  );
}
