// A twin in a process of its own, to be disturbed: `twin-chaos-child.ts STATE_DIR MODE`. Prints the
// port of its AWS API; answers `drain` on stdin with the alerts that it then holds.
import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { LambdaHandler } from '../src/cloud/handlers/lambda.ts';
import { startTwin } from '../src/cloud/local/twin.ts';
import { NAMES, pmSimStack } from '../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../src/cloud/stack/scoring-schema.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { silentLog } from '../src/runtime/log.ts';
import { createRandom } from '../src/runtime/random.ts';

const DRAIN_MS = 300_000;
const FAILURE_SHARE = 0.3;

const [stateDir = '', mode = 'quiet'] = process.argv.slice(2);
const random = createRandom(`chaos ${process.pid}`);

/** Fails before its work or after it: a retry must bear both. */
function flaky(_name: string, handler: LambdaHandler): LambdaHandler {
  return async (event, context) => {
    if (random.chance(FAILURE_SHARE / 2)) throw new Error('failed before its work');
    const result = await handler(event, context);
    if (random.chance(FAILURE_SHARE / 2)) throw new Error('failed after its work');
    return result;
  };
}

const scoring = scoringSchema.parse({
  channels: [{ metric: 'vib_gearbox_mms' }],
  numberOfTrees: 10,
  sampleSize: 32,
  warmUp: '60s',
  smoothing: '3s',
  policy: { openCount: 3, openWindow: 8, openFor: '2s' },
});
const twin = await startTwin({
  stack: pmSimStack({ scoring }),
  stateDir,
  host: '127.0.0.1',
  awsPort: 0,
  clock: systemClock(),
  random: random.fork('twin'),
  log: silentLog,
  onEvent: () => undefined,
  enforceThroughput: mode === 'throttled',
  ...(mode === 'flaky' ? { around: flaky } : {}),
});
process.stdout.write(`${JSON.stringify({ port: twin.awsPort })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'drain') continue;
  const drained = await twin.drain(DRAIN_MS);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(twin.clientDefaults));
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: NAMES.alertsTable }));
  const { functions } = twin.counters();
  process.stdout.write(`${JSON.stringify({ drained, alerts: Items, functions })}\n`);
}
