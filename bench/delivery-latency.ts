// From publish to a subscriber, 10,000 messages a second at QoS 0 over 10 connections: our client beside
// MQTT.js as it comes, which leaves Nagle's algorithm on. Same mosquitto, same receiver, interleaved.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runBench } from '../src/cli/bench/run-bench.ts';
import type { BenchOptions } from '../src/cli/options/bench-options.ts';
import type { Dial } from '../src/simulator/connection/link.ts';
import { median, report } from './measure.ts';

const MOSQUITTO = '/usr/sbin/mosquitto';
const ROUNDS = 3;
const SECONDS = 4;
const host = '127.0.0.1';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function measure(client: 'lean' | 'mqtt', port: number, round: number) {
  const options: BenchOptions = {
    mode: 'pub',
    connections: 10,
    client,
    qos: 0,
    rate: 1_000,
    payloadBytes: 250,
    durationMs: SECONDS * 1_000,
    topic: 'bench',
    files: {},
    json: false,
  };
  // The receiver, which is ours in either case, brings its own memory to read into.
  const dial: Dial = (onread) =>
    connect({
      host,
      port,
      noDelay: client === 'lean',
      ...(onread === undefined ? {} : { onread }),
    });
  const broker = {
    name: 'mosquitto',
    route: { dial, address: { host, port } },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const { signal } = new AbortController();
  const { messages } = await runBench({ options, broker, runId: `${client}-${round}`, signal });
  if (messages === undefined || messages.lost > 0) throw new Error(JSON.stringify(messages));
  return { p50: messages.latencyMs.p50 ?? Number.NaN, p99: messages.latencyMs.p99 ?? Number.NaN };
}

if (!existsSync(MOSQUITTO)) {
  console.log('delivery-latency: skipped, mosquitto is not installed');
  process.exit();
}
const folder = mkdtempSync(join(tmpdir(), 'pm-sim-bench-'));
const port = await freePort();
const config = join(folder, 'mosquitto.conf');
const free = 'allow_anonymous true\nmax_queued_messages 0\nset_tcp_nodelay true\n';
writeFileSync(config, `listener ${port} ${host}\n${free}`);
const child = spawn(MOSQUITTO, ['-c', config], { stdio: 'ignore' });
try {
  await pause(500);
  const found = { lean: [] as { p50: number; p99: number }[], mqtt: [] as { p50: number; p99: number }[] }; // prettier-ignore
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const client of ['lean', 'mqtt'] as const) found[client].push(await measure(client, port, round)); // prettier-ignore
  }
  for (const share of ['p50', 'p99'] as const) {
    const value = median(found.lean.map((one) => one[share]));
    const limit = median(found.mqtt.map((one) => one[share]));
    report(`delivery-latency-${share}`, { value, limit, unit: 'ms' }, { found });
  }
} finally {
  child.kill();
  rmSync(folder, { recursive: true, force: true });
}
