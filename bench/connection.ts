// The lean MQTT client beside MQTT.js and the AWS SDK's: CPU time of a message, connections a second over mutual TLS,
// memory of a connection. Same broker, interleaved, medians; messages are counted at the broker.
//
//   connection.ts [ROUNDS]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ClientJob } from './connection-client.ts';
import { median, report } from './measure.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
const CLIENTS = ['lean', 'mqtt', 'crt'] as const;
/** One message a turn, as devices that have their time; and as fast as it goes, a stretch of time in each turn. */
const WORKLOADS = {
  'connection-turn': { connections: 50, burst: 1 },
  'connection-publish': { connections: 1_000, burst: 15 },
} as const;
const TLS_CONNECTIONS = 500;
const IDLE_CONNECTIONS = 5_000;
const SECONDS = 3;

/** A child process that speaks JSON, a line a time. */
function conversation(file: string, ...args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', join(import.meta.dirname, file), ...args],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    say: (text: string) => void child.stdin.write(`${text}\n`),
    async heard<T>(): Promise<T> {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${file} ended early.`);
      return JSON.parse(value) as T;
    },
  };
}

interface Workload {
  readonly connections: number;
  /** Messages of a connection in one turn of the event loop. */
  readonly burst: number;
}

interface Connecting {
  readonly perS: number;
  readonly cpuMs: number;
}

interface Opened {
  readonly connecting: readonly Connecting[];
  readonly kibPerConnection: number;
}

const broker = conversation('connection-broker.ts');
const { port, tlsPort, idlePort, identity } = await broker.heard<{
  port: number;
  tlsPort: number;
  idlePort: number;
  identity: ClientJob['identity'];
}>();

async function arrivedSince(): Promise<number> {
  broker.say('arrived');
  return (await broker.heard<{ arrived: number }>()).arrived;
}

async function published(client: ClientJob['client'], qos: 0 | 1, load: Workload) {
  const job: ClientJob = {
    client,
    port,
    connections: load.connections,
    rounds: 1,
    publish: { qos, burst: load.burst, seconds: SECONDS },
  };
  const run = conversation('connection-client.ts', JSON.stringify(job));
  await run.heard();
  await run.heard();
  await settled();
  run.say('go');
  const { acknowledged, perS, cpuUs } = await run.heard<{
    acknowledged: number;
    perS: number;
    cpuUs: number;
  }>();
  const arrived = await settled();
  // A message that the client counts and the broker never saw would make every figure worthless.
  if (arrived !== acknowledged) throw new Error(`${client}: ${arrived} of ${acknowledged} arrived`);
  return { perS, cpuUs: cpuUs / arrived };
}

/** What has arrived when nothing more comes. */
async function settled(): Promise<number> {
  let total = 0;
  let last = 1;
  while (last > 0) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    last = await arrivedSince();
    total += last;
  }
  return total;
}

async function opened(client: ClientJob['client'], over: Partial<ClientJob>): Promise<Opened> {
  const job = { client, port, connections: IDLE_CONNECTIONS, rounds: 1, ...over };
  const run = conversation('connection-client.ts', JSON.stringify(job));
  const result = await run.heard<Opened>();
  await once(run.child, 'exit');
  return result;
}

/** The same for all clients in turn, so that what else the machine does falls on all. */
async function interleaved<T>(measure: (client: ClientJob['client']) => Promise<T>) {
  const found: Record<ClientJob['client'], T[]> = { lean: [], mqtt: [], crt: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const client of CLIENTS) found[client].push(await measure(client));
  }
  return (figure: (one: T) => number) => ({
    lean: median(found.lean.map((one) => figure(one))),
    mqtt: median(found.mqtt.map((one) => figure(one))),
    crt: median(found.crt.map((one) => figure(one))),
  });
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

for (const [name, load] of Object.entries(WORKLOADS)) {
  for (const qos of [0, 1] as const) {
    const of = await interleaved((client) => published(client, qos, load));
    const cpuUs = of((one) => one.cpuUs);
    report(
      `${name}-qos${qos}`,
      { value: cpuUs.lean, limit: hundredths(cpuUs.mqtt), unit: 'us of CPU a message' },
      { crt: hundredths(cpuUs.crt), ...load, messagesPerS: of((one) => one.perS) },
    );
  }
}

const mutual = { port: tlsPort, ...(identity === undefined ? {} : { identity }) };
const over = { ...mutual, connections: TLS_CONNECTIONS, rounds: 2 };
const tls = await interleaved((client) => opened(client, over));
for (const [i, name] of ['first', 'resumed'].entries()) {
  const cpuMs = tls((one) => one.connecting[i]?.cpuMs ?? Number.NaN);
  const perS = tls((one) => one.connecting[i]?.perS ?? Number.NaN);
  report(
    `connection-tls-${name}`,
    { value: cpuMs.lean, limit: hundredths(cpuMs.mqtt), unit: 'ms of CPU a connection' },
    { crt: hundredths(cpuMs.crt), connectionsPerS: perS, connections: TLS_CONNECTIONS },
  );
}
const tlsKib = tls((one) => one.kibPerConnection);
report(
  'connection-tls-memory',
  { value: tlsKib.lean, limit: hundredths(tlsKib.mqtt), unit: 'KiB' },
  { crt: hundredths(tlsKib.crt) },
);

const plain = await interleaved((client) => opened(client, { port: idlePort }));
const kib = plain((one) => one.kibPerConnection);
const perS = plain((one) => one.connecting[0]?.perS ?? Number.NaN);
report(
  'connection-memory',
  { value: kib.lean, limit: hundredths(kib.mqtt), unit: 'KiB' },
  {
    crt: hundredths(kib.crt),
    connections: IDLE_CONNECTIONS,
    connectionsPerS: perS,
    cpuMs: plain((one) => one.connecting[0]?.cpuMs ?? Number.NaN),
  },
);
broker.child.stdin.end();
