// A fleet at a broker, counted at the receiver by sequence number: devices behind gateways and with
// connections of their own, CPU time of a message, schedule lag, memory, and how cost grows with devices.
//
//   fleet.ts            behind 10 gateways from 100 to 10,000 devices, and 2,000 own connections
//   fleet.ts full [MS]  100,000 devices behind 10 gateways, 15,000 own connections, at 1 Hz or every MS ms
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { Received } from './fleet-receiver.ts';
import { report, runNode, summaryOf } from './measure.ts';

const MOSQUITTO = '/usr/sbin/mosquitto';
const root = resolve(import.meta.dirname, '..');
const main = join(root, 'dist', 'cli', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'pm-sim-fleet-'));

interface Receiver {
  readonly port: number;
  readonly received: () => Promise<Received>;
  /** Forgets what has come: every run numbers its messages from 1. */
  readonly reset: () => Promise<Received>;
  readonly end: () => void;
}

async function startReceiver(what: string): Promise<Receiver> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'fleet-receiver.ts'), what],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const heard = async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T;
  const { port } = await heard<{ port: number }>();
  const ask = async (text: string): Promise<Received> => {
    child.stdin.write(`${text}\n`);
    return heard<Received>();
  };
  return {
    port,
    received: () => ask('?'),
    reset: () => ask('reset'),
    end: () => void child.stdin.write('end\n'),
  };
}

/** A broker that nothing is dropped at, with someone subscribed to all of it. */
async function startMosquitto(): Promise<Receiver & { readonly child: ChildProcess }> {
  const port = 20_000 + (process.pid % 10_000);
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\n`,
  );
  const child = spawn(MOSQUITTO, ['-c', config], { stdio: 'ignore' });
  await setTimeout(500);
  const receiver = await startReceiver(String(port));
  return { ...receiver, port, child };
}

interface Load {
  readonly profile: string;
  readonly devices: number;
  readonly gateways: number | undefined;
  readonly qos: 0 | 1;
  readonly intervalMs: number;
  readonly seconds: number;
  readonly workers?: number;
}

interface Figures {
  readonly sent: number;
  readonly received: Received;
  readonly cpuMs: number;
  readonly rssMib: number;
  readonly wallMs: number;
  readonly lagMs: { readonly p50: number | null; readonly p99: number | null };
}

async function run(load: Load, { port, received, reset }: Receiver): Promise<Figures> {
  await reset();
  const line =
    `run --target mqtt://127.0.0.1:${port} --profile ${load.profile} --seed ${load.devices} --json ` +
    `--set edge.filters=[] -c ${load.devices} --im ${load.intervalMs} -q ${load.qos} -R 4000 ` +
    `--duration ${load.seconds}s --speed 1 --workers ${load.workers ?? 1}`;
  const gateways = load.gateways === undefined ? [] : ['--gateways', String(load.gateways)];
  const finished = await runNode([main, ...line.split(' '), ...gateways], folder);
  const { published, atBroker } = summaryOf(finished) as {
    readonly published: number;
    readonly atBroker: Pick<Figures, 'lagMs'>;
  };
  return {
    ...finished,
    sent: published,
    received: await settled(received),
    lagMs: atBroker.lagMs,
  };
}

/** What has come when nothing more comes. */
async function settled(received: Receiver['received']): Promise<Received> {
  let last = await received();
  for (;;) {
    await setTimeout(300);
    const next = await received();
    if (next.messages === last.messages) return next;
    last = next;
  }
}

/** CPU time of a process that publishes nothing: what a run costs whatever it sends, ms. */
async function startCost(load: Load, receiver: Receiver): Promise<number> {
  return (await run({ ...load, seconds: 0.001 }, receiver)).cpuMs;
}

async function measure(name: string, load: Load, receiver: Receiver) {
  const idleMs = await startCost(load, receiver);
  const figures = await run(load, receiver);
  const perMessageUs = ((figures.cpuMs - idleMs) * 1_000) / figures.sent;
  const missing = figures.sent - figures.received.messages;
  const { qos, devices, gateways } = load;
  console.log(
    `${name}: ${devices} devices, ${gateways ?? devices} connections, QoS ${qos}, ` +
      `${figures.sent} messages, lost ${missing}, duplicated ${figures.received.duplicated}, ` +
      `lag p50 ${figures.lagMs.p50?.toFixed(1)} p99 ${figures.lagMs.p99?.toFixed(1)} ms, ` +
      `${perMessageUs.toFixed(1)} us of CPU a message, ${figures.rssMib.toFixed(0)} MiB`,
  );
  return { ...load, perMessageUs, idleMs, missing, ...figures };
}

/** Least squares of log cost on log devices: a slope of 1 is linear. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (i: 0 | 1): number => logs.reduce((sum, at) => sum + at[i], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const over = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return over / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

const isFull = process.argv[2] === 'full';
const intervalMs = Number(process.argv[3] ?? 1_000);
const least = { seconds: Math.max(10, (2 * intervalMs) / 1_000) };
const base = { profile: 'factory', qos: 1 as const, intervalMs, ...least };
const sink = await startReceiver('sink');
const broker = existsSync(MOSQUITTO) ? await startMosquitto() : undefined;
try {
  const found = [];
  for (const devices of isFull ? [100, 1_000, 10_000, 100_000] : [100, 1_000, 10_000]) {
    const seconds = Math.max(base.seconds, Math.min(60, 30_000 / devices));
    const load = { ...base, devices, gateways: 10, seconds };
    found.push(await measure(`gateways-${devices}-sink`, load, sink));
  }
  const perS = found.map((one) => [one.devices, one.perMessageUs * one.devices] as const);
  report(
    'fleet-linear',
    { value: slopeOf(perS), limit: 1.1, unit: '(slope of log CPU/s on log devices; 1 is linear)' },
    { usPerMessage: Object.fromEntries(found.map((one) => [one.devices, one.perMessageUs])) },
  );
  const one = found.find(({ devices }) => devices === 10_000);
  if (one !== undefined) {
    const load = { ...base, devices: one.devices, gateways: 10, seconds: one.seconds, workers: 2 };
    const two = await measure(`gateways-${load.devices}-sink-2-workers`, load, sink);
    const limit = Math.round(one.perMessageUs * 100) / 100;
    report('fleet-workers', { value: two.perMessageUs, limit, unit: 'us of CPU a message' });
  }
  const own = { ...base, devices: isFull ? 15_000 : 2_000, gateways: undefined };
  const alone = await measure(`own-${own.devices}-sink`, own, sink);
  // MQTTX 1.13 `simulate`, 5,000 connections at 1 Hz: 112 to 161 us for its costlier scenarios.
  report('fleet-own-connections', {
    value: alone.perMessageUs,
    limit: 112,
    unit: 'us of CPU a message',
  });
  const most = found.at(-1);
  if (most !== undefined) {
    const { missing, received, lagMs, rssMib, devices } = most;
    report(
      'fleet-gateway-lag',
      { value: lagMs.p99 ?? Number.NaN, limit: 5, unit: 'ms' },
      { devices, missing, duplicated: received.duplicated, rssMib },
    );
  }
  if (broker !== undefined) {
    const load = { ...base, devices: isFull ? 100_000 : 10_000, gateways: 10 };
    const behind = await measure(`gateways-${load.devices}-mosquitto`, load, broker);
    const direct = await measure(`own-${own.devices}-mosquitto`, own, broker);
    const missing = Math.abs(behind.missing) + Math.abs(direct.missing);
    const again = behind.received.duplicated + direct.received.duplicated;
    report('fleet-lost-or-doubled', { value: missing + again, limit: 1, unit: 'messages' });
  }
} finally {
  sink.end();
  broker?.end();
  broker?.child.kill();
  rmSync(folder, { recursive: true, force: true });
}
