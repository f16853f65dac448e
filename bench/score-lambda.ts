/**
 * The score function's bundle in processes of its own, as Lambda would run it, against the twin's
 * Kinesis and DynamoDB over HTTP: cold start to the first answer with a restored snapshot, size, and
 * records a second on one core for 500 devices at d1 sh8 T50. Rates count the function's own processor
 * time, so that a busy machine disturbs them little.
 *
 *   npm run build && npx tsx bench/score-lambda.ts [--devices 500] [--seconds 20] [--starts 5]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDb } from '../src/cloud/local/dynamodb/dynamodb.ts';
import { createFrontDoor } from '../src/cloud/local/front-door/front-door.ts';
import { createKinesisEngine } from '../src/cloud/local/kinesis/kinesis-engine.ts';
import { createKinesisService } from '../src/cloud/local/kinesis/kinesis-service.ts';
import { NAMES, pmSimStack, SNAPSHOT_EVERY } from '../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../src/cloud/stack/scoring-schema.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { silentLog } from '../src/runtime/log.ts';
import { forestMs } from './forest-cost.ts';
import { median, report } from './measure.ts';
import { scoreBatches } from './score-batches.ts';

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '20' },
    starts: { type: 'string', default: '5' },
  },
});
const DEVICES = Number(values.devices);
const SECONDS = Number(values.seconds);
const STARTS = Number(values.starts);
const COLD_START_LIMIT_MS = 400;
const BUNDLE_LIMIT_KB = 1_500;
const RATE_GOAL = 8_000;
/** Forests are full and the first snapshots are saved by then. */
const WARM_UP_SECONDS = 2 * SNAPSHOT_EVERY + 16;

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const bundle = join(root, 'dist', 'lambda', 'score.mjs');
const child = join(root, 'bench', 'score-lambda-child.mjs');
const scoring = scoringSchema.parse({
  channels: [{ metric: 'vib_gearbox_mms' }],
  numberOfTrees: 50,
  shingleSize: 8,
});

const folder = mkdtempSync(join(tmpdir(), 'score-lambda-'));
const options = { stateDir: folder, clock: systemClock(), log: silentLog };
const place = { region: 'eu-west-1', accountId: '123456789012' };
const kinesis = await createKinesisEngine({ ...options, ...place });
const dynamoDb = await createDynamoDb({ ...options, ...place });
const stack = pmSimStack({ scoring });
for (const table of stack.tables) await dynamoDb.ensureTable(table);
kinesis.ensureStream({
  name: NAMES.scoredStream,
  mode: 'PROVISIONED',
  shardCount: 1,
  retentionHours: 24,
});
const door = createFrontDoor([createKinesisService(kinesis), dynamoDb], { log: silentLog });
const { port } = await door.listen({ host: '127.0.0.1', port: 0 });
try {
  await measure();
} finally {
  await door[Symbol.asyncDispose]();
  await dynamoDb[Symbol.asyncDispose]();
  await kinesis[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const { size } = statSync(bundle);
  report('score-lambda-bundle', { value: size / 1e3, limit: BUNDLE_LIMIT_KB, unit: 'kB' });
  await measureRate();
  await measureColdStart();
}

/** Goes past a snapshot of every device first, so that its cost and that of the journal are in it. */
async function measureRate(): Promise<void> {
  const order = { devices: DEVICES, warmUpSeconds: WARM_UP_SECONDS, seconds: SECONDS };
  const run = await runChild(order, ['--import', 'tsx']);
  const { records = 0, cpuMs = Number.NaN } = run;
  const perSecond = (1_000 * records) / cpuMs;
  report(
    'score-lambda-rate',
    { value: RATE_GOAL, limit: Math.round(perSecond), unit: 'records/s of one core' },
    {
      devices: DEVICES,
      microsecondsPerRecord: (1_000 * cpuMs) / records,
      timesTheForestAlone: cpuMs / records / forestMs(),
      ...run,
    },
  );
}

/** One record of a device whose detector is a snapshot and its journal, each time in a new process. */
async function measureColdStart(): Promise<void> {
  await assertSnapshot('wt-0000');
  const totals: number[] = [];
  const cpu: number[] = [];
  const details: object[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const from = WARM_UP_SECONDS + SECONDS + start;
    const [first] = scoreBatches({ devices: 1, from, seconds: 1 });
    const empty = await runNodeMs();
    const run = await runChild({ first });
    totals.push(run.firstMs);
    cpu.push(run.firstCpuMs);
    details.push({
      firstMs: Math.round(run.firstMs),
      cpuMs: Math.round(run.firstCpuMs),
      ofWhichLoadingMs: Math.round(run.loadedMs),
      emptyProcessMs: Math.round(empty),
    });
  }
  report(
    'score-lambda-cold-start',
    { value: median(totals), limit: COLD_START_LIMIT_MS, unit: 'ms by the clock' },
    { starts: details },
  );
  // On a busy machine the clock tells of the others; this is what it takes on an idle one.
  report('score-lambda-cold-start-processor', {
    value: median(cpu),
    limit: COLD_START_LIMIT_MS,
    unit: 'ms of processor time',
  });
}

/** A detector without a snapshot would start from nothing, and faster. */
async function assertSnapshot(device: string): Promise<void> {
  const { requestHandler } = door;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ region: place.region, credentials, requestHandler });
  const { Item } = await DynamoDBDocumentClient.from(client).send(
    new GetCommand({ TableName: NAMES.stateTable, Key: { device } }),
  );
  if (Item?.['fromSnapshot'] !== true) throw new Error(`${device} has no snapshot yet.`);
}

interface ChildReport {
  readonly loadedMs: number;
  readonly firstMs: number;
  readonly firstCpuMs: number;
  readonly failures: number;
  readonly records?: number;
  readonly wallMs?: number;
  readonly cpuMs?: number;
  readonly rssMb?: number;
}

async function runChild(order: object, nodeArgs: readonly string[] = []): Promise<ChildReport> {
  const args = [...nodeArgs, child, bundle, JSON.stringify(order)];
  const run = JSON.parse(await outputOf(args)) as ChildReport;
  if (run.failures > 0) throw new Error(`${run.failures} record(s) were not scored.`);
  return run;
}

/** Start and end of a Node process that does nothing: what no function can be faster than. */
async function runNodeMs(): Promise<number> {
  return Number(await outputOf(['-e', 'process.stdout.write(String(performance.now()))']));
}

async function outputOf(args: readonly string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    SCORING: JSON.stringify(scoring),
    SCORED_STREAM: NAMES.scoredStream,
    STATE_TABLE: NAMES.stateTable,
    SNAPSHOT_TABLE: NAMES.snapshotTable,
    SNAPSHOT_EVERY: String(SNAPSHOT_EVERY),
    DEVICES_IN_MEMORY_MAX: '2000',
  };
  const running = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  running.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((done) => running.on('close', done));
  if (status === 0) return output;
  throw new Error(`The function's process ended with ${status}: ${output.slice(0, 500)}`);
}
