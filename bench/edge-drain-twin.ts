// A twin in a process of its own for an agent to drain into: `edge-drain-twin.ts FOLDER NAME`. Writes the
// agent's PEM files to the folder, prints the port, and then how many messages are in streams, four times a second.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTwin } from '../src/cloud/local/twin.ts';
import { pmSimStack } from '../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../src/cloud/stack/scoring-schema.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { silentLog } from '../src/runtime/log.ts';
import { createRandom } from '../src/runtime/random.ts';
import { addDevice } from '../test/cloud/local/identity/fixtures.ts';

const TELL_EVERY_MS = 250;
const ANYTHING = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };

const [folder = '', name = ''] = process.argv.slice(2);
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
const twin = await startTwin({
  stack: pmSimStack({ scoring: scoringSchema.parse({ channels: [{ metric: 'vib_mms' }] }) }),
  stateDir: join(folder, 'twin'),
  host: '127.0.0.1',
  clock: systemClock(),
  random: createRandom('drain'),
  log: silentLog,
  onEvent: () => undefined,
  // Rules and streams are what a drain waits for; what is made of the stream later has its own bench.
  around: () => () => Promise.resolve({ batchItemFailures: [] }),
});
const policy = JSON.stringify({ Version: '2012-10-17', Statement: [ANYTHING] });
const { cert, key } = addDevice(twin.registry, name, policy);
write('ca.pem', twin.caPem);
write('agent.pem', cert);
write('agent.key', key);
console.log(JSON.stringify({ port: twin.mqtt.port }));
setInterval(() => {
  // Of the rules, so that what an agent asks of its shadow is not counted.
  const routed = Object.values(twin.counters().routed).reduce((sum, count) => sum + count, 0);
  console.log(JSON.stringify({ received: routed }));
}, TELL_EVERY_MS);
