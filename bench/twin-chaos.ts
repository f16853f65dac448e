/**
 * The same records through the twin in quiet and in trouble: handlers that fail for a third of their
 * invocations, a throttled stream, resharding under load, a process killed in the middle of its work.
 * Alerts must be exactly those of the quiet run.
 * Usage: npx tsx bench/twin-chaos.ts [--devices 20] [--seconds 600]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import {
  KinesisClient,
  PutRecordsCommand,
  UpdateShardCountCommand,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import { NAMES } from '../src/cloud/stack/pm-sim-stack.ts';
import { createRandom } from '../src/runtime/random.ts';
import { encodeMessage } from '../src/telemetry/message.ts';

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '600' },
  },
});
const DEVICES = Number(values.devices);
const SECONDS = Number(values.seconds);
const KILLS = 3;
/** Seconds of all devices that one request carries. */
const STEP = 5;

type Mode = 'quiet' | 'flaky' | 'throttled' | 'resharded' | 'killed';

interface Result {
  readonly drained: boolean;
  readonly alerts: readonly Record<string, unknown>[];
  readonly functions: Readonly<Record<string, { readonly errors: number }>>;
}

const MODES: readonly Mode[] = ['quiet', 'flaky', 'throttled', 'resharded', 'killed'];
let quiet: unknown;
for (const mode of MODES) {
  const trouble = { refusedRecords: 0, failedRequests: 0, reshardings: 0, kills: 0 };
  const { drained, alerts, functions } = await runThrough(mode, trouble);
  const seen = alerts.map(identityOf).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  quiet ??= seen;
  const equal = isDeepStrictEqual(seen, quiet);
  const errors = Object.values(functions).reduce((sum, one) => sum + one.errors, 0);
  console.log(JSON.stringify({ mode, drained, alerts: seen.length, failedInvocations: errors, ...trouble, asInQuiet: equal })); // prettier-ignore
  if (!equal || !drained) process.exitCode = 1;
}
process.exit();

/** What of an alert may not depend on how it came about. */
function identityOf(item: Record<string, unknown>) {
  const { id, device, severity, openedAt, metric } = item;
  return { id: String(id), device, severity, openedAt, metric };
}

interface Trouble {
  refusedRecords: number;
  failedRequests: number;
  reshardings: number;
  kills: number;
}

async function runThrough(mode: Mode, trouble: Trouble): Promise<Result> {
  const dir = mkdtempSync(join(tmpdir(), 'twin-chaos-'));
  const twin = await startChild(dir, mode);
  const random = createRandom(`chaos ${mode}`);
  try {
    for (let second = 1; second <= SECONDS; second += STEP) {
      await put(() => twin.kinesis(), recordsOf(second), trouble);
      const tenth = Math.floor((second * 10) / SECONDS);
      const turns = second % Math.floor(SECONDS / 10) < STEP;
      if (mode === 'resharded' && turns && tenth % 3 === 1) await reshard(twin.kinesis(), 1 + (tenth % 4), trouble); // prettier-ignore
      if (mode === 'killed' && turns && trouble.kills < KILLS && tenth > 4) {
        await pause(random.between(0, 40));
        await twin.restart();
        trouble.kills += 1;
      }
    }
    return await twin.drain();
  } finally {
    twin.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Calm, with a fault of a minute on every other device. */
function recordsOf(from: number): PutRecordsRequestEntry[] {
  return Array.from({ length: STEP }, (_, i) => from + i).flatMap((seq) =>
    Array.from({ length: DEVICES }, (_, n) => {
      const device = `d-${String(n).padStart(3, '0')}`;
      const onset = 200 + 7 * n;
      const fault = n % 2 === 0 && seq >= onset && seq < onset + 60;
      const value = (fault ? 6 : 2) + 0.1 * Math.sin(seq * 7 + n);
      const message = encodeMessage({
        device,
        site: 'site',
        type: 'pump',
        serial: device,
        ts: Date.UTC(2026, 2, 2, 8) + 1_000 * seq,
        seq,
        boot: 'b1',
        metrics: { vib_gearbox_mms: value },
      });
      return { PartitionKey: device, Data: new TextEncoder().encode(message) };
    }),
  );
}

/** Puts everything, whatever is refused or cut off on the way; each device's records in order. */
async function put(
  kinesis: () => KinesisClient,
  records: PutRecordsRequestEntry[],
  trouble: Trouble,
): Promise<void> {
  let rest = records;
  while (rest.length > 0) {
    const sent = rest;
    try {
      const { Records = [] } = await kinesis().send(
        new PutRecordsCommand({ StreamName: NAMES.telemetryStream, Records: sent }),
      );
      rest = stillToSend(sent, Records);
      trouble.refusedRecords += rest.length;
    } catch {
      trouble.failedRequests += 1;
      // The process is gone, or the stream is being resharded; the same again.
    }
    if (rest.length > 0) await pause(50);
  }
}

/** From a device's first refused record on everything of it is sent again, so that order is kept. */
function stillToSend(
  sent: readonly PutRecordsRequestEntry[],
  results: readonly { readonly ErrorCode?: string | undefined }[],
): PutRecordsRequestEntry[] {
  const refused = new Set<string | undefined>();
  return sent.filter(({ PartitionKey }, i) => {
    if (results[i]?.ErrorCode !== undefined) refused.add(PartitionKey);
    return refused.has(PartitionKey);
  });
}

async function reshard(kinesis: KinesisClient, shards: number, trouble: Trouble): Promise<void> {
  const target = { StreamName: NAMES.telemetryStream, TargetShardCount: shards };
  // The same number again, or too soon: AWS refuses both, and so does the twin.
  await kinesis
    .send(new UpdateShardCountCommand({ ...target, ScalingType: 'UNIFORM_SCALING' }))
    .then(
      () => (trouble.reshardings += 1),
      () => undefined,
    );
}

async function startChild(dir: string, mode: Mode) {
  let child: ChildProcess;
  let lines: Interface;
  let client: KinesisClient;
  const next = async (): Promise<unknown> => {
    const [line] = (await once(lines, 'line')) as [string];
    return JSON.parse(line) as unknown;
  };
  const begin = async (): Promise<void> => {
    const script = join(import.meta.dirname, 'twin-chaos-child.ts');
    child = spawn(process.execPath, ['--import', 'tsx', script, dir, mode], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const { port } = (await next()) as { port: number };
    client = new KinesisClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      maxAttempts: 1,
    });
  };
  await begin();
  return {
    kinesis: () => client,
    async restart() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await begin();
    },
    async drain(): Promise<Result> {
      child.stdin?.write('drain\n');
      return (await next()) as Result;
    },
    stop: () => child.kill('SIGKILL'),
  };
}
