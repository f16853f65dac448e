/**
 * An edge agent follows a file of readings while its broker goes away and it is itself killed, both at
 * random and many times: every reading of the file has to arrive, in order.
 * Usage: npm run build && npx tsx bench/edge-chaos.ts [--kills 20] [--outages 20] [--seed 1]
 * Exit code 1 when a reading was lost or came in the wrong order.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Aedes } from 'aedes';
import { createRandom } from '../src/runtime/random.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    outages: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const KILLS = Number(values.kills);
const OUTAGES = Number(values.outages);
const random = createRandom(values.seed);
const DEVICES = 5;
const EVERY_MS = 5;
const SETTLE_MS = 120_000;
const MAIN = path.join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');

const dir = await mkdtemp(path.join(tmpdir(), 'edge-chaos-'));
const readings = path.join(dir, 'readings.ndjson');
appendFileSync(readings, '');
const received: { readonly device: string; readonly n: number }[] = [];
/** Starts of the agent of which something has arrived. */
const boots = new Set<string>();
const far = await openBroker((payload) => {
  const message = JSON.parse(payload) as { device_id: string; boot_id: string; metrics?: { n?: number } }; // prettier-ignore
  boots.add(message.boot_id);
  if (message.metrics?.n !== undefined)
    received.push({ device: message.device_id, n: message.metrics.n });
});
await writeFile(path.join(dir, 'edge.yaml'), agentFile(far.port()));
const agent = startAgent();
const publishing = new AbortController();

const published = publish(publishing.signal);
while (boots.size === 0) await pause(50);
await Promise.all([outages(), kills()]);
publishing.abort();
const sent = await published;
const wanted = DEVICES * sent;
const until = Date.now() + SETTLE_MS;
const unique = (): number => new Set(received.map(({ device, n }) => `${device} ${n}`)).size;
while (unique() < wanted && Date.now() < until) await pause(200);
report();
agent.stop();
await far.close();
await rm(dir, { recursive: true, force: true });
process.exit();

function report(): void {
  const lost = wanted - unique();
  const reordered = countReordered();
  const duplicated = received.length - unique();
  const result = { accepted: wanted, arrived: received.length, lost, duplicated, reordered, kills: boots.size - 1, outages: OUTAGES }; // prettier-ignore
  console.log(JSON.stringify(result));
  process.exitCode = lost === 0 && reordered === 0 ? 0 : 1;
}

/** First arrivals that come after a later reading of their device. */
function countReordered(): number {
  const highest = new Map<string, number>();
  const seen = new Set<string>();
  let reordered = 0;
  for (const { device, n } of received) {
    const key = `${device} ${n}`;
    if (!seen.has(key) && n < (highest.get(device) ?? 0)) reordered += 1;
    seen.add(key);
    highest.set(device, Math.max(highest.get(device) ?? 0, n));
  }
  return reordered;
}

/** Each device counts up, a line of the file each time. */
async function publish(signal: AbortSignal): Promise<number> {
  let n = 0;
  while (!signal.aborted) {
    n += 1;
    const line = (i: number): string =>
      `${JSON.stringify({ device: `d${i}`, ts: Date.now(), n })}\n`;
    appendFileSync(readings, Array.from({ length: DEVICES }, (_, i) => line(i)).join(''));
    await pause(EVERY_MS);
  }
  return n;
}

async function outages(): Promise<void> {
  for (let i = 0; i < OUTAGES; i += 1) {
    await pause(random.between(300, 1_500));
    await far.down();
    await pause(random.between(100, 1_500));
    await far.up();
  }
}

/** Not before the agent has delivered something: one that never began shows nothing. */
async function kills(): Promise<void> {
  for (let i = 0; i < KILLS; i += 1) {
    await pause(random.between(100, 1_500));
    const known = boots.size;
    await agent.kill();
    while (boots.size === known) await pause(50);
  }
}

interface Broker {
  readonly aedes: Aedes;
  port(): number;
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

async function openBroker(onMessage: (payload: string) => void): Promise<Broker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  let port = 0;
  let server: Server | undefined;
  aedes.on('publish', ({ payload }, client) => {
    if (client !== null) onMessage(payload.toString());
  });
  const up = async (): Promise<void> => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
      aedes.handle(socket);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as { port: number });
  };
  const down = async (): Promise<void> => {
    const closed = once(server as Server, 'close');
    server?.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await up();
  return {
    aedes,
    port: () => port,
    up,
    down,
    async close() {
      await down();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}

function startAgent() {
  let child: ChildProcess;
  const begin = (): void => {
    child = spawn(process.execPath, [MAIN, 'edge', 'run', 'edge.yaml', '--quiet'], {
      cwd: dir,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  begin();
  return {
    async kill(): Promise<void> {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      begin();
    },
    stop: () => child.kill('SIGKILL'),
  };
}

function agentFile(port: number): string {
  return `agent: chaos
sources:
  - file: { path: readings.ndjson }
sink: { mqtt: { url: mqtt://127.0.0.1:${port} } }
buffer: { dir: store }
drain: { perSecond: 100000, jitter: 100ms }
`;
}
