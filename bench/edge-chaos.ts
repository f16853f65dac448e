/**
 * An edge agent follows a file of readings while its broker goes away and it is itself killed, both at
 * random and many times: once a consumer has removed duplicates by boot and sequence number, every
 * reading of the file has to be there, once but for lines that were read again, and in order.
 * Then two agents whose room is too small for an outage: one by its own bound, one on a small disk
 * (needs the right to mount one). Of what they accepted, the newest has to arrive, without a hole.
 * Usage: npm run build && npx tsx bench/edge-chaos.ts [--kills 20] [--outages 20] [--seed 1]
 * Exit code 1 when a reading was lost or came in the wrong order.
 */
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '../src/runtime/random.ts';
import { arrivalOf, examine, type Arrival } from './edge-arrivals.ts';
import { openOutageBroker, type OutageBroker } from '../test/e2e/outage-broker.ts';
import { startAgent, type AgentProcess } from './edge-process.ts';
import { fullByQuota, fullDisk, type FullPhase } from './edge-full.ts';

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

await chaos();
for (const phase of [await fullByQuota(), await fullDisk()]) reportFull(phase);
process.exit();

async function chaos(): Promise<void> {
  const dir = await mkdtemp(path.join(tmpdir(), 'edge-chaos-'));
  const readings = path.join(dir, 'readings.ndjson');
  appendFileSync(readings, '');
  const received: Arrival[] = [];
  /** Starts of the agent of which something has arrived. */
  const boots = new Set<string>();
  const far = await openOutageBroker((_topic, payload) => {
    const arrival = arrivalOf(payload);
    if (arrival === undefined) return;
    boots.add(arrival.boot);
    received.push(arrival);
  });
  await writeFile(path.join(dir, 'edge.yaml'), agentFile(far.port()));
  const agent = startAgent(dir);
  const publishing = new AbortController();
  const published = publish(readings, publishing.signal);
  while (boots.size === 0) await pause(50);
  await Promise.all([outages(far), kills(agent, boots)]);
  publishing.abort();
  const accepted = DEVICES * (await published);
  const until = Date.now() + SETTLE_MS;
  while (examine(received).unique < accepted && Date.now() < until) await pause(500);
  const result = examine(received);
  const lost = accepted - result.unique;
  console.log(JSON.stringify({ phase: 'chaos', kills: boots.size - 1, outages: OUTAGES, accepted, lost, ...result })); // prettier-ignore
  if (lost !== 0 || result.reordered !== 0 || result.holes !== 0) process.exitCode = 1;
  agent.stop();
  await far[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
}

function reportFull(phase: FullPhase | string): void {
  console.log(typeof phase === 'string' ? phase : JSON.stringify(phase));
  if (typeof phase === 'string') return;
  if (phase.lost !== 0 || phase.reordered !== 0 || !phase.newest) process.exitCode = 1;
}

/** Each device counts up, a line of the file each time. */
async function publish(readings: string, signal: AbortSignal): Promise<number> {
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

async function outages(far: OutageBroker): Promise<void> {
  for (let i = 0; i < OUTAGES; i += 1) {
    await pause(random.between(300, 1_500));
    await far.down();
    await pause(random.between(100, 1_500));
    await far.up();
  }
}

/** Not before the agent has delivered something: one that never began shows nothing. */
async function kills(agent: AgentProcess, boots: ReadonlySet<string>): Promise<void> {
  for (let i = 0; i < KILLS; i += 1) {
    await pause(random.between(100, 1_500));
    const known = boots.size;
    await agent.kill();
    while (boots.size === known) await pause(50);
  }
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
