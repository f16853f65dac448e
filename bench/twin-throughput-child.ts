// A twin in a process of its own, to be measured: `twin-throughput-child.ts STATE_DIR`. Prints where it
// is; answers every line on stdin with what it has scored so far, its processor time and its memory.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startTwin } from '../src/cloud/local/twin.ts';
import { pmSimStack } from '../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../src/cloud/stack/scoring-schema.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { silentLog } from '../src/runtime/log.ts';
import { createRandom } from '../src/runtime/random.ts';

/** What the twin tells of itself. */
export interface TwinSample {
  readonly received: number;
  readonly scored: number;
  /** Of all threads: snapshots are compressed and files are written beside the main one. */
  readonly cpuMs: number;
  /** Of the main thread, which one core bounds. */
  readonly mainThreadMs: number;
  readonly rssMb: number;
  /** Objects and buffers; what is alive, right after `collect`. */
  readonly liveMb: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Length of a tick of Linux' process accounting, ms (proc(5), `sysconf(_SC_CLK_TCK)`). */
const TICK_MS = 10;

const [stateDir = '', scoreThread = 'auto'] = process.argv.slice(2);
const scoring = scoringSchema.parse({
  channels: [{ metric: 'vib_gearbox_mms' }],
  numberOfTrees: 50,
  shingleSize: 8,
});
const twin = await startTwin({
  stack: pmSimStack({ scoring }),
  stateDir,
  host: '127.0.0.1',
  awsPort: 0,
  clock: systemClock(),
  random: createRandom('throughput'),
  log: silentLog,
  scoreThread: scoreThread as 'auto' | 'always' | 'never',
  onEvent: () => undefined,
});
say({ awsPort: twin.awsPort, mqttPort: twin.mqtt.port, caPem: twin.caPem, account: twin.account });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'drain') await twin.drain(60_000);
  if (line === 'collect') collectGarbage();
  say(sample());
}
await twin[Symbol.asyncDispose]();
process.exit();

function sample(): TwinSample {
  const { received, mappings } = twin.counters();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    received,
    scored: mappings['telemetry-to-score']?.processed ?? 0,
    cpuMs: (user + system) / 1e3,
    mainThreadMs: mainThreadMs(),
    rssMb: rss / 1e6,
    liveMb: (heapUsed + external) / 1e6,
  };
}

/** From `utime` and `stime` of the first thread (proc(5)); the name before them may hold blanks. */
function mainThreadMs(): number {
  const text = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return TICK_MS * (Number(fields[11]) + Number(fields[12]));
}

function say(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
