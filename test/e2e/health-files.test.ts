import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRunProfile } from '../../src/cli/compose/profile-sections.ts';
import { stackChoices } from '../../src/cli/compose/stack-choices.ts';
import { startTwin, type Twin } from '../../src/cloud/local/twin.ts';
import { pmSimStack } from '../../src/cloud/stack/pm-sim-stack.ts';
import { twinOptions } from '../cloud/local/twin-options.ts';
import { openWorkplace, type Workplace } from './cli-run.ts';

const DRAIN_MS = 60_000;
/** Small forests are ready as soon and find an open coil as well. */
const TREES = 'scoring.numberOfTrees=8';

let work: Workplace;
let twin: Twin;
let s3: S3Client;
let dynamo: DynamoDBDocumentClient;
/** Health files by key, in the order of their days. */
const files: [key: string, body: Buffer][] = [];

beforeAll(async () => {
  work = await openWorkplace();
  const generated = await work.run(
    'generate --profile bose-fleet --format health-json --seed 1 -c 3 --days 1.5 --inject coil-open@spk-003+20h,over=1h --out data --quiet',
  );
  if (generated.exitCode !== 0) throw new Error(generated.stderr);
  const folder = join(work.dir, 'data', 'telemetry');
  const names = (await readdir(folder, { recursive: true })).filter((name) =>
    name.endsWith('.json'),
  );
  for (const name of names.toSorted()) files.push([name, await readFile(join(folder, name))]);
  const profile = await loadRunProfile('bose-fleet', [TREES], process.cwd());
  const stack = pmSimStack(stackChoices(profile));
  twin = await startTwin(twinOptions(join(work.dir, 'state'), { stack, awsPort: 0 }));
  const endpoint = `http://127.0.0.1:${twin.awsPort}`;
  const { region, credentials } = twin.clientDefaults;
  s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region, credentials }));
  for (const [key, body] of files) await drop(key, body);
  await drop('in box/broken file.json', Buffer.from('{"schema_version":"1.0"'));
  await drained();
}, 60_000);

afterAll(async () => {
  s3.destroy();
  dynamo.destroy();
  await twin[Symbol.asyncDispose]();
  await work[Symbol.asyncDispose]();
});

async function drop(key: string, body: Uint8Array): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: 'raw', Key: key, Body: body }));
}

async function drained(): Promise<void> {
  if (!(await twin.drain(DRAIN_MS))) throw new Error('The twin was not done in time');
}

async function items(table: string): Promise<Record<string, unknown>[]> {
  return (await dynamo.send(new ScanCommand({ TableName: table }))).Items ?? [];
}

async function keys(bucket: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key = '' }) => Key);
}

describe('health files that are dropped into the raw bucket', () => {
  it('give the state of each product and its history', async () => {
    const states = await items('product-state');
    expect(new Map(states.map(({ device, version }) => [device, version]))).toEqual(
      new Map([
        ['spk-001', 3],
        ['spk-002', 3],
        ['spk-003', 3],
      ]),
    );
    const history = await items('product-history');
    expect(history).toHaveLength(files.length);
    expect(history.every(({ judged, samples }) => judged === samples)).toBe(true);
  });

  it('give a processed file each, whose readings are those of the original', async () => {
    const processed = await keys('processed');
    expect(processed).toHaveLength(files.length);
    const { Body, Metadata } = await s3.send(
      new GetObjectCommand({ Bucket: 'processed', Key: processed[0] ?? '' }),
    );
    const [line = ''] = ((await Body?.transformToString()) ?? '').split('\n');
    const [, original] = files[0] ?? [];
    const { samples } = JSON.parse(String(original)) as { samples: Record<string, unknown>[] };
    const { timestamp: _, ...metrics } = samples[0] ?? {};
    expect(JSON.parse(line)).toMatchObject({ device_id: 'spk-001', metrics });
    expect(Metadata).toMatchObject({ 'source-bucket': 'raw' });
  });

  it('give an alert for the fault, and nobody else', async () => {
    const alerts = await items('alerts');
    expect(new Set(alerts.map(({ device }) => device))).toEqual(new Set(['spk-003']));
    expect(alerts[0]).toMatchObject({ metric: 'spk_re_ohm_1', notification: 'sent' });
    const mails = await readdir(twin.outboxDir);
    expect(mails).toHaveLength(alerts.length);
  });

  it('are set aside with the reason when they cannot be read', async () => {
    expect(await keys('quarantine')).toEqual([
      'in box/broken file.json',
      'in box/broken file.json.reason.json',
    ]);
    const { Metadata } = await s3.send(
      new HeadObjectCommand({ Bucket: 'quarantine', Key: 'in box/broken file.json' }),
    );
    expect(Metadata).toMatchObject({ 'reason-code': 'not-json', 'source-bucket': 'raw' });
  });

  it('change nothing when they come again', async () => {
    const before = [await items('product-state'), await items('alerts'), twin.counters().functions];
    const [key = '', body = Buffer.alloc(0)] = files.at(-1) ?? [];
    await drop(key, body);
    await drained();
    expect([await items('product-state'), await items('alerts')]).toEqual(before.slice(0, 2));
    expect(twin.counters().functions['ingest']?.invocations).toBe(files.length + 2);
  });
});
