import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { EpisodeRecord } from '../alerting/alert-item.ts';
import type { DeviceScorer } from '../scoring/device-scorer.ts';
import { snapshotItem } from '../scoring/state-store.ts';
import type { FileSummary } from './analysis.ts';
import type { HealthFile } from './health-file.ts';
import type { CreatedObject } from './s3-event.ts';

/** Seconds that items are kept: files may be delivered again within days; history as long as its files. */
const FILE_SECONDS = 30 * 86_400;
const HISTORY_SECONDS = 400 * 86_400;

/** What is known of a file that was taken. */
export interface FileRecord {
  readonly etag: string;
  readonly outcome: 'analysed' | 'quarantined';
  /** Openings and closings that the file led to; told of once `announced`. */
  readonly episodes: readonly EpisodeRecord[];
  readonly announced: boolean;
}

export interface TakenFile {
  readonly object: CreatedObject;
  readonly file: HealthFile;
  readonly scorer: DeviceScorer;
  readonly summary: FileSummary;
  readonly episodes: readonly EpisodeRecord[];
  readonly processedKey: string;
}

/** What became of files, and the state of products after them. */
export interface ProductStore {
  find(object: CreatedObject): Promise<FileRecord | undefined>;
  /**
   * Saves the product's state, its history and that the file was taken, all or nothing. False when
   * somebody else has taken the file, or another one of the product, meanwhile.
   */
  commit(taken: TakenFile): Promise<boolean>;
  /** Notes that the file was set aside. */
  setAside(object: CreatedObject, reason: string): Promise<void>;
  /** Notes that its alerts are out. */
  announced(object: CreatedObject): Promise<void>;
}

export interface ProductStoreOptions {
  readonly dynamo: DynamoDBDocumentClient;
  readonly productTable: string;
  readonly snapshotTable: string;
  readonly historyTable: string;
  readonly fileTable: string;
  /** Wall time, ms since the epoch. */
  readonly now: () => number;
}

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export function createProductStore(options: ProductStoreOptions): ProductStore {
  const { dynamo, fileTable, now } = options;
  return {
    async find(object) {
      const get = new GetCommand({
        TableName: fileTable,
        Key: { file: nameOf(object) },
        ConsistentRead: true,
      });
      const { Item } = await dynamo.send(get);
      return Item?.['etag'] === object.etag ? (Item as unknown as FileRecord) : undefined;
    },
    async commit(taken) {
      try {
        const TransactItems = await writesOf(taken, options);
        await dynamo.send(new TransactWriteCommand({ TransactItems }));
        return true;
      } catch (error) {
        if (error instanceof TransactionCanceledException) return false;
        throw error;
      }
    },
    async setAside(object, reason) {
      const record: FileRecord = {
        etag: object.etag,
        outcome: 'quarantined',
        episodes: [],
        announced: true,
      };
      const item = { ...fileItem(object, record, now()), reason };
      await dynamo.send(new PutCommand({ TableName: fileTable, Item: item }));
    },
    async announced(object) {
      await dynamo.send(
        new UpdateCommand({
          TableName: fileTable,
          Key: { file: nameOf(object) },
          UpdateExpression: 'SET announced = :yes',
          ExpressionAttributeValues: { ':yes': true },
        }),
      );
    },
  };
}

function nameOf({ bucket, key }: CreatedObject): string {
  return `${bucket}/${key}`;
}

function fileItem(object: CreatedObject, record: FileRecord, now: number) {
  const expiresAt = Math.floor(now / 1_000) + FILE_SECONDS;
  return { file: nameOf(object), ...record, takenAt: Math.round(now), expiresAt };
}

async function writesOf(taken: TakenFile, options: ProductStoreOptions): Promise<Write[]> {
  const { object, file, scorer, episodes } = taken;
  const before = scorer.state();
  const version = before.snapshotVersion + 1;
  const snapshot = await snapshotItem(file.device, version, scorer.snapshot());
  const record: FileRecord = {
    etag: object.etag,
    outcome: 'analysed',
    episodes,
    announced: episodes.length === 0,
  };
  return [
    {
      Put: {
        TableName: options.productTable,
        Item: { ...scorer.nextState(true), ...productOf(taken) },
        ConditionExpression: 'attribute_not_exists(device) OR version = :version',
        ExpressionAttributeValues: { ':version': before.version },
      },
    },
    { Put: { TableName: options.snapshotTable, Item: snapshot } },
    { Put: { TableName: options.historyTable, Item: historyItem(taken, options.now()) } },
    {
      Put: {
        TableName: options.fileTable,
        Item: fileItem(object, record, options.now()),
        ConditionExpression: 'attribute_not_exists(etag) OR etag <> :etag',
        ExpressionAttributeValues: { ':etag': object.etag },
      },
    },
  ];
}

/** What people want to know of a product beside its score: what its newest file says. */
function productOf({ file, summary, object }: TakenFile) {
  if (summary.judged === 0) return {};
  const latest = file.readings.at(-1)?.metrics ?? {};
  return { family: file.family, firmware: file.firmware, latest, file: nameOf(object) };
}

function historyItem({ file, summary, object, processedKey }: TakenFile, now: number) {
  return {
    device: file.device,
    from: file.from,
    to: file.to,
    ...summary,
    firmware: file.firmware,
    file: nameOf(object),
    processedKey,
    expiresAt: Math.floor(now / 1_000) + HISTORY_SECONDS,
  };
}
