// One client in a process of its own: `connection-client.ts JOB`, a JSON `ClientJob`. Prints when its
// connections stand, starts to publish at a line on stdin, and ends with what it cost.
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Dial, Link, LinkOptions } from '../src/simulator/connection/link.ts';
import { loadClient, type ClientName } from '../src/simulator/connection/load-client.ts';
import { createTcpDialer } from '../src/simulator/connection/tcp-dialer.ts';
import { createTlsDialer } from '../src/simulator/connection/tls-dialer.ts';

export interface ClientJob {
  readonly client: ClientName;
  readonly port: number;
  /** Mutual TLS with this identity; plain TCP without. */
  readonly identity?: { readonly ca: string; readonly cert: string; readonly key: string };
  readonly connections: number;
  /** Times that every connection is made. */
  readonly rounds: number;
  /** `burst` is what a connection says in one turn of the event loop. */
  readonly publish?: { readonly qos: 0 | 1; readonly burst: number; readonly seconds: number };
}

type PublishWork = NonNullable<ClientJob['publish']>;

/** Handshakes under way at a time. */
const AT_ONCE = 32;
/** Messages of one connection on the wire, at most: what AWS IoT Core allows is 100. */
const WINDOW = 100;
const PAYLOAD = JSON.stringify({ device: 'wt-001', values: 'x'.repeat(217) });

const job = JSON.parse(process.argv[2] ?? '') as ClientJob;
const { openLink, protocolVersion } = await loadClient(job.client);
const devices = Array.from({ length: job.connections }, (_, i) => deviceOptions(i));

function deviceOptions(i: number): LinkOptions {
  const { port, identity } = job;
  const host = '127.0.0.1';
  const clientId = `bench-${i}`;
  return {
    clientId,
    dial: dialerOf(job),
    address: { host, port, ...(identity === undefined ? {} : { tls: identity }) },
    protocolVersion,
    keepAliveSeconds: 60,
    connectTimeoutMs: 20_000,
    will: { topic: `dt/bench/${clientId}/status`, payload: 'lost' },
  };
}

/**
 * MQTT.js is given TLS sockets as it opens them itself (`connect/tls`), without a session to take up. Plain
 * ones are like ours: its own leave Nagle's algorithm on, which saves it time and costs a message milliseconds.
 */
function dialerOf({ client, port, identity }: ClientJob): Dial {
  const host = '127.0.0.1';
  if (identity === undefined) return createTcpDialer({ port, host });
  if (client === 'mqtt') return () => connectTls({ port, host, ...identity });
  return createTlsDialer({ port, host, ...identity });
}

function opened(options: LinkOptions): Promise<{ link: Link; closed: Promise<unknown> }> {
  return new Promise((resolve, reject) => {
    let end: (value: unknown) => void;
    const closed = new Promise((done) => (end = done));
    const link = openLink(options, {
      // `link` is there in the next turn only, if a client should connect at once.
      onConnected: () => queueMicrotask(() => resolve({ link, closed })),
      onClosed(closure) {
        reject(new Error(JSON.stringify(closure)));
        end(closure);
      },
    });
  });
}

async function openAll(): Promise<Awaited<ReturnType<typeof opened>>[]> {
  const links: Awaited<ReturnType<typeof opened>>[] = [];
  const waiting = devices.values();
  async function worker(): Promise<void> {
    for (const options of waiting) links.push(await opened(options));
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return links;
}

function rssKib(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1_024;
}

/** Time and CPU time that `work` takes, µs. */
async function costOf<T>(work: () => Promise<T>) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, us: (performance.now() - began) * 1e3, cpuUs: user + system };
}

interface Publisher {
  readonly link: Link;
  readonly topic: string;
  readonly onDone: () => void;
  open: number;
}

/**
 * Every connection says so much in a turn of the event loop, as the devices of a simulation do. Where none has
 * room for it, the loop rests until something is done: turning meanwhile would count a slow broker as our cost.
 */
async function publish(links: readonly Link[], work: PublishWork): Promise<number> {
  const { qos, burst, seconds } = work;
  let acknowledged = 0;
  let wake: (() => void) | undefined;
  const somethingDone = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const publishers = links.map((link, i) => {
    const publisher: Publisher = {
      link,
      topic: `dt/bench/${i}/telemetry`,
      open: 0,
      onDone() {
        publisher.open -= 1;
        acknowledged += 1;
        wake?.();
      },
    };
    return publisher;
  });
  const until = performance.now() + seconds * 1e3;
  while (performance.now() < until) {
    const able = publishers.filter(({ open }) => open + burst <= WINDOW);
    for (const publisher of able) {
      const { link, topic, onDone } = publisher;
      for (let i = 0; i < burst; i += 1) {
        publisher.open += 1;
        link.publish({ topic, payload: PAYLOAD, qos, dup: false }, onDone);
      }
    }
    await (able.length > 0 ? setImmediate() : somethingDone());
  }
  while (publishers.some(({ open }) => open > 0)) await somethingDone();
  return acknowledged;
}

const empty = rssKib();
const connecting = [];
let links: Awaited<ReturnType<typeof opened>>[] = [];
for (let round = 0; round < job.rounds; round += 1) {
  for (const { link } of links) link.end();
  await Promise.all(links.map(({ closed }) => closed));
  const { result, us, cpuUs } = await costOf(openAll);
  links = result;
  connecting.push({
    perS: (job.connections * 1e6) / us,
    cpuMs: cpuUs / 1e3 / job.connections,
  });
}
await new Promise((resolve) => setTimeout(resolve, 200));
const kibPerConnection = (rssKib() - empty) / job.connections;
console.log(JSON.stringify({ connecting, kibPerConnection }));
if (job.publish !== undefined) {
  const work = job.publish;
  const open = links.map(({ link }) => link);
  await publish(open, { ...work, seconds: 1 });
  console.log('{}');
  await once(process.stdin, 'data');
  const { result: acknowledged, us, cpuUs } = await costOf(() => publish(open, work));
  console.log(JSON.stringify({ acknowledged, perS: (acknowledged * 1e6) / us, cpuUs }));
}
process.exit();
