/**
 * Records a second through the whole twin: devices over mutual TLS, rule, stream, score function at d1
 * sh8 T50, scored stream, alert function. Publishers are one process, the twin another; what counts is
 * what the twin has scored. Publishers wait when the twin has too many records left to score, so the
 * rate is one that can be sustained. It is stated for two cores of the processor time that both took, so
 * that a busy machine disturbs it little; the rate by the clock stands beside it.
 *
 *   npx tsx bench/twin-throughput.ts [--devices 50] [--seconds 30] [--thread auto|always|never]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { IoTClient } from '@aws-sdk/client-iot';
import { connectAsync, type MqttClient } from 'mqtt';
import { provisionDevices } from '../src/cloud/aws/things.ts';
import { DEVICE_POLICY_NAME, devicePolicyDocument } from '../src/cloud/stack/device-policy.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { createRandom } from '../src/runtime/random.ts';
import { encodeMessage } from '../src/telemetry/message.ts';
import { deviceTopic } from '../src/telemetry/topics.ts';
import { forestMs } from './forest-cost.ts';
import { report } from './measure.ts';
import type { TwinSample } from './twin-throughput-child.ts';

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '30' },
    thread: { type: 'string', default: 'auto' },
  },
});
const DEVICES = Number(values.devices);
const SECONDS = Number(values.seconds);
const RATE_GOAL = 5_000;
/** Cores that the goal speaks of. */
const CORES = 2;
/** Unacknowledged messages of a device at most. */
const IN_FLIGHT_MAX = 20;
/** More than this in the end is a leak, not noise. */
const FLAT_RATIO = 1.1;
/** Batches on their way between the threads when a sample is taken, in several forms each. */
const UNDER_WAY_MB = 10;
/** Records that may wait to be scored: five batches. */
const BACKLOG_MAX = 5_000;
const SAMPLE_MS = 50;
/** The streams keep their newest 4 MB in memory; these fill them. */
const TAIL_RECORDS = 80_000;
/** Of a device: its forest is full, and learns at the pace that it keeps. */
const WARM_UP_RECORDS = 2_000;

/** Without the SDK's note on Node versions. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

const folder = mkdtempSync(join(tmpdir(), 'twin-throughput-'));
const child = spawn(
  process.execPath,
  [
    '--import',
    'tsx',
    join(import.meta.dirname, 'twin-throughput-child.ts'),
    join(folder, 'state'),
    values.thread,
  ],
  { env: { ...process.env, ...QUIET }, stdio: ['pipe', 'pipe', 'inherit'] },
);
const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
try {
  await measure();
} finally {
  child.kill();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function measure(): Promise<void> {
  const clients = await connectDevices();
  const flow: Flow = { isOn: true, published: 0, scored: 0 };
  const publishing = clients.map(([name, client]) => publishOn(client, name, flow));
  while (flow.scored < Math.max(DEVICES * WARM_UP_RECORDS, TAIL_RECORDS)) await watch(flow, 1);
  const before = await sample('collect');
  const publisherBefore = process.cpuUsage();
  const began = performance.now();
  const memory = await watch(flow, SECONDS);
  const after = await sample('collect');
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(publisherBefore);
  flow.isOn = false;
  await Promise.all(publishing);
  const drained = await sample('drain');
  const scored = after.scored - before.scored;
  const twinCpuMs = after.cpuMs - before.cpuMs;
  const mainThreadMs = after.mainThreadMs - before.mainThreadMs;
  const cpuSeconds = (twinCpuMs + (user + system) / 1e3) / 1_000;
  report(
    'twin-throughput',
    {
      value: RATE_GOAL,
      // One thread fills one core at most, however idle the other is.
      limit: Math.round(scored / Math.max(cpuSeconds / CORES, mainThreadMs / 1_000)),
      unit: 'records/s of two cores',
    },
    {
      devices: DEVICES,
      thread: values.thread,
      scored,
      onThisBusyMachine: Math.round(scored / seconds),
      twinMicrosecondsPerRecord: (1_000 * twinCpuMs) / scored,
      mainThreadMicrosecondsPerRecord: (1_000 * mainThreadMs) / scored,
      forestAloneMicroseconds: 1_000 * forestMs(),
      publisherMicrosecondsPerRecord: (user + system) / scored,
      lostInTheEnd: drained.received - drained.scored,
    },
  );
  report(
    'twin-throughput-memory',
    { value: after.liveMb, limit: before.liveMb * FLAT_RATIO + UNDER_WAY_MB, unit: 'MB alive' },
    { liveMb: [before.liveMb, after.liveMb], records: scored, rssMb: memory.map(Math.round) },
  );
}

/** Tells the publishers how far the twin is; its memory once a second. */
async function watch(flow: Flow, seconds: number): Promise<readonly number[]> {
  const memory: number[] = [];
  const began = performance.now();
  while (performance.now() < began + 1_000 * seconds) {
    const { scored, rssMb } = await sample();
    flow.scored = scored;
    if (performance.now() > began + 1_000 * memory.length) memory.push(rssMb);
    await pause(SAMPLE_MS);
  }
  return memory;
}

async function sample(order = 'sample'): Promise<TwinSample> {
  child.stdin.write(`${order}\n`);
  return heard<TwinSample>();
}

async function heard<T>(): Promise<T> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error('The twin ended early.');
  return JSON.parse(value) as T;
}

interface Place {
  readonly awsPort: number;
  readonly mqttPort: number;
  readonly caPem: string;
  readonly account: { readonly region: string; readonly accountId: string };
}

async function connectDevices(): Promise<readonly (readonly [string, MqttClient])[]> {
  const { awsPort, mqttPort, caPem, account } = await heard<Place>();
  const iot = new IoTClient({
    region: account.region,
    endpoint: `http://127.0.0.1:${awsPort}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const identities = await provisionDevices({
    iot,
    names: Array.from({ length: DEVICES }, (_, n) => `wt-${String(n).padStart(4, '0')}`),
    policyName: DEVICE_POLICY_NAME,
    policyDocument: devicePolicyDocument(account),
    certsDir: join(folder, 'certs'),
    clock: systemClock(),
    random: createRandom('provision'),
  });
  return Promise.all(
    identities.map(async ({ name, certificatePem: cert, privateKeyPem: key }) => {
      const where = { protocol: 'mqtts' as const, host: '127.0.0.1', port: mqttPort, ca: caPem };
      return [name, await connectAsync({ ...where, cert, key, clientId: name })] as const;
    }),
  );
}

interface Flow {
  isOn: boolean;
  published: number;
  scored: number;
}

/** Healthy readings, one a second of the device's own time, as fast as the twin keeps up. */
async function publishOn(client: MqttClient, device: string, flow: Flow): Promise<void> {
  const topic = deviceTopic('ridge', device, 'telemetry');
  let seq = 0;
  const publishers = Array.from({ length: IN_FLIGHT_MAX }, async () => {
    while (flow.isOn) {
      if (flow.published - flow.scored > BACKLOG_MAX) {
        await pause(SAMPLE_MS);
        continue;
      }
      flow.published += 1;
      seq += 1;
      await client.publishAsync(topic, reading(device, seq), { qos: 1 });
    }
  });
  await Promise.all(publishers);
}

function reading(device: string, seq: number): string {
  return encodeMessage({
    device,
    site: 'ridge',
    type: 'wind_turbine',
    serial: `sn-${device}`,
    ts: Date.UTC(2026, 2, 2, 8) + 1_000 * seq,
    seq,
    boot: 'b1',
    metrics: { vib_gearbox_mms: 2 + 0.3 * Math.sin(seq / 8) + ((seq * 7_919) % 1_009) / 5_000 },
  });
}
