/**
 * A backlog of a million readings in an agent's store drains over mutual TLS into the local twin, which
 * runs in a process of its own; then the memory of an agent that has nothing to do. The agent's file
 * lifts the pacing that AWS needs: `drain.perSecond`, `drain.jitter`, `sink.awsIot.awsLimits: false` and
 * `sink.awsIot.inflightMax` (docs/edge.md).
 * Usage: npm run build && node --import tsx bench/edge-drain.ts [--readings 1000000]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import mqtt from 'mqtt';
import { openDiskBuffer } from '../src/edge/buffer/disk-buffer.ts';
import { silentLog } from '../src/runtime/log.ts';
import { encodeMessage } from '../src/telemetry/message.ts';
import { startAgent } from './edge-process.ts';
import { median, report } from './measure.ts';

const { values } = parseArgs({ options: { readings: { type: 'string', default: '1000000' } } });
const READINGS = Number(values.readings);
const RAW = Math.min(READINGS, 100_000);
const INFLIGHT = 1_000;
const AGENT = 'edge-1';
const TOPIC = 'dt/pm-sim/plant/pump-1/telemetry';
const GOAL = { perS: 15_000, idleMib: 90 };
const IDLE_MS = 8_000;
const STALLED_MS = 60_000;

interface Twin {
  readonly port: number;
  readonly child: ChildProcess;
  /** Messages in its streams so far. */
  received(): number;
}

const dir = mkdtempSync(join(tmpdir(), 'edge-drain-'));
const twin = await startTwin();
try {
  const raw = await rawRate();
  fill();
  const drained = await drain();
  const readPerS = readRate();
  const idle = await idleMib();
  const details = { ...drained, readings: READINGS, rawMqttJsPerS: raw, toRaw: drained.perS / raw, storeReadPerS: readPerS, toStoreRead: drained.perS / readPerS }; // prettier-ignore
  report('edge-drain', { value: 1e6 / drained.perS, limit: 1e6 / GOAL.perS, unit: 'us a reading' }, details); // prettier-ignore
  report('edge-idle', { value: idle, limit: GOAL.idleMib, unit: 'MiB resident' });
  if (drained.lost !== 0) process.exitCode = 1;
} finally {
  twin.child.kill();
  rmSync(dir, { recursive: true, force: true });
}
process.exit();

async function startTwin(): Promise<Twin> {
  const main = join(import.meta.dirname, 'edge-drain-twin.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', main, dir, AGENT], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  let received = 0;
  const lines = createInterface({ input: child.stdout });
  const [first] = (await once(lines, 'line')) as [string];
  lines.on('line', (line) => {
    ({ received } = JSON.parse(line) as { readonly received: number });
  });
  const { port } = JSON.parse(first) as { readonly port: number };
  return { port, child, received: () => received };
}

function messageOf(n: number): string {
  const metrics = { vib_mms: 3 + Math.sin(n / 200), temp_c: 60 + (n % 10) };
  return encodeMessage({ device: 'pump-1', site: 'plant', type: 'pump', serial: 'SN1', ts: 1.7e12 + n * 1_000, metrics, seq: n + 1, boot: 'b1' }); // prettier-ignore
}

function openStore() {
  const limits = { bytesMax: 1e12, ageMaxMs: 1e12 };
  return openDiskBuffer({ dir: join(dir, 'store'), limits, sync: 'never', now: () => Date.now(), log: silentLog }); // prettier-ignore
}

function fill(): void {
  const store = openStore();
  for (let n = 0; n < READINGS; n += 1) store.add('telemetry', [{ topic: TOPIC, payload: messageOf(n), ts: n }]); // prettier-ignore
  store.close();
}

/** What the store alone gives, settled as the forwarder does: no socket, no broker. */
function readRate(): number {
  const count = Math.min(READINGS, 200_000);
  const store = openStore();
  for (let n = 0; n < count; n += 1) store.add('telemetry', [{ topic: TOPIC, payload: messageOf(n), ts: n }]); // prettier-ignore
  store.close();
  const again = openStore();
  const began = performance.now();
  for (let taken = again.take(32); taken.length > 0; taken = again.take(32)) again.settle(taken, true); // prettier-ignore
  again.close();
  return (count * 1_000) / (performance.now() - began);
}

function pem(name: string): Buffer {
  return readFileSync(join(dir, name));
}

/** Messages a second of a client that does nothing but publish the same, as many at a time. */
async function rawRate(): Promise<number> {
  const client = await mqtt.connectAsync(`mqtts://127.0.0.1:${twin.port}`, { clientId: AGENT, ca: pem('ca.pem'), cert: pem('agent.pem'), key: pem('agent.key'), protocolVersion: 5 }); // prettier-ignore
  const began = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < RAW) {
      next += 1;
      await client.publishAsync(TOPIC, messageOf(next), { qos: 1 });
    }
  };
  await Promise.all(Array.from({ length: INFLIGHT }, () => lane()));
  const perS = (RAW * 1_000) / (performance.now() - began);
  await client.endAsync();
  return perS;
}

/** From the first message that the twin takes to the last, and what the agent holds meanwhile. */
async function drain() {
  await pause(500);
  const before = twin.received();
  writeAgentFile('{ stdin: {} }');
  const agent = startAgent(dir);
  const rssMib: number[] = [];
  while (twin.received() === before) await pause(50);
  const [first, began] = [twin.received(), performance.now()];
  const cpuBefore = { agent: cpuMsOf(agent.pid), twin: cpuMsOf(twin.child.pid) };
  let [seen, moved, at] = [first, began, began];
  // The agent ends when its store is empty.
  let agentCpuMs = cpuBefore.agent;
  while (seen < before + READINGS && performance.now() - moved < STALLED_MS) {
    await pause(250);
    rssMib.push(rssOf(agent.pid));
    agentCpuMs = Math.max(agentCpuMs, cpuMsOf(agent.pid));
    if (twin.received() === seen) continue;
    seen = twin.received();
    at = moved = performance.now();
  }
  const perMessage = (ms: number): number => (ms * 1_000) / (seen - first);
  const cpu = {
    agentCpuUs: perMessage(agentCpuMs - cpuBefore.agent),
    twinCpuUs: perMessage(cpuMsOf(twin.child.pid) - cpuBefore.twin),
  };
  agent.stop();
  const steady = rssMib.filter((mib) => mib > 0);
  const quarter = Math.ceil(steady.length / 4);
  return {
    perS: ((seen - first) * 1_000) / (at - began),
    ...cpu,
    lost: before + READINGS - seen,
    rssFirstQuarterMib: median(steady.slice(0, quarter)),
    rssLastQuarterMib: median(steady.slice(-quarter)),
    rssMaxMib: Math.max(...steady),
  };
}

async function idleMib(): Promise<number> {
  writeFileSync(join(dir, 'idle.ndjson'), '');
  rmSync(join(dir, 'store'), { recursive: true });
  writeAgentFile('{ file: { path: idle.ndjson } }');
  const agent = startAgent(dir);
  await pause(IDLE_MS);
  const mib = rssOf(agent.pid);
  agent.stop();
  return mib;
}

function writeAgentFile(source: string): void {
  writeFileSync(
    join(dir, 'edge.yaml'),
    `agent: ${AGENT}
sources: [${source}]
sink:
  awsIot: { endpoint: 127.0.0.1, port: ${twin.port}, ca: ca.pem, cert: agent.pem, key: agent.key, awsLimits: false, inflightMax: ${INFLIGHT} }
buffer: { dir: store, megabytesMax: 10000 }
drain: { perSecond: 100000, jitter: 0s }
`,
  );
}

/** CPU time of a process and its threads so far, ms (proc(5): ticks of 10 ms); 0 once it is gone. */
function cpuMsOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

/** Resident set of a process, MiB; 0 once it is gone. */
function rssOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) / 102.4) / 10;
  } catch {
    return 0;
  }
}
