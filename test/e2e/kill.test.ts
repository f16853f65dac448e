import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scoringSchema } from '../../src/cloud/stack/scoring-schema.ts';
import { NAMES, pmSimStack } from '../../src/cloud/stack/pm-sim-stack.ts';
import { startTwin, type Twin } from '../../src/cloud/local/twin.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { silentLog } from '../../src/runtime/log.ts';
import { createRandom } from '../../src/runtime/random.ts';
import type { RunEvent } from '../../src/telemetry/run-event.ts';
import { openWorkplace, type Workplace } from './cli-run.ts';
import { recordsOf } from './stream-content.ts';

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts');

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
});

afterEach(() => place[Symbol.asyncDispose]());

/** Runs the program as a process of its own and kills it without warning at the first alert. */
async function killAtFirstAlert(line: string): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), MAIN, ...line.split(' ')],
    {
      cwd: place.dir,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const text of createInterface({ input: child.stdout })) {
    const event = JSON.parse(text) as RunEvent;
    if (event.type === 'alert') child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise((done) => child.once('exit', done));
  }
  expect(child.signalCode).toBe('SIGKILL');
}

function openState(): Promise<Twin> {
  return startTwin({
    stack: pmSimStack({ scoring: scoringSchema.parse({ channels: [{ metric: 'power_kw' }] }) }),
    stateDir: join(place.dir, '.pm-sim'),
    host: '127.0.0.1',
    clock: systemClock(),
    random: createRandom('inspect'),
    log: silentLog,
    onEvent: () => undefined,
  });
}

it('scores after kill -9 whatever was accepted before it, and alerts each episode once', async () => {
  const farm =
    'run --profile wind-farm -c 4 --seed 3 --set interval=2s --set scoring.warmUp=6m --json';
  const faults = [1, 2, 3]
    .map((i) => `--inject gearbox-bearing-wear@wt-00${i}+${7 + i}m,over=6m`)
    .join(' ');
  await killAtFirstAlert(`${farm} --speed max --duration 1h ${faults}`);
  const restart = await place.run(`${farm} --speed max --duration 2s`);
  expect(restart.exitCode).toBe(0);

  const twin = await openState();
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(twin.clientDefaults));
  const accepted = await recordsOf(twin, NAMES.telemetryStream);
  const scored = await recordsOf(twin, NAMES.scoredStream);
  const { Items: alerts = [] } = await dynamo.send(
    new ScanCommand({ TableName: NAMES.alertsTable }),
  );
  const mails = (await readdir(twin.outboxDir, { recursive: true })).filter((name) =>
    name.endsWith('.eml'),
  );
  await twin[Symbol.asyncDispose]();

  expect(accepted.size).toBeGreaterThan(250);
  expect([...accepted].filter((key) => !scored.has(key))).toEqual([]);
  expect(alerts.length).toBeGreaterThan(0);
  expect(new Set(alerts.map(({ device }) => device as string)).size).toBe(alerts.length);
  expect(alerts.every(({ notification }) => notification === 'sent')).toBe(true);
  expect(mails).toHaveLength(alerts.length);
});
