// An outage that is longer than the store is large: what has to go is the oldest, and nothing else.
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { arrivalOf, examine, type Arrival } from './edge-arrivals.ts';
import { openOutageBroker } from '../test/e2e/outage-broker.ts';
import { startAgent, type AgentProcess } from './edge-process.ts';

export interface FullPhase {
  readonly phase: string;
  readonly accepted: number;
  /** Given up for want of room, as the agent says. */
  readonly evicted: number;
  readonly arrived: number;
  /** Neither arrived nor given up. */
  readonly lost: number;
  readonly reordered: number;
  /** Whether what arrived is the newest of what was accepted, but for a batch that was out already. */
  readonly newest: boolean;
}

const SETTLE_MS = 60_000;
const QUIET_MS = 3_000;

/** The store's own bound: 1 MiB, and 3 MB of readings. */
export function fullByQuota(): Promise<FullPhase> {
  return outage('store of 1 MiB', { count: 15_000, buffer: '{ dir: store, megabytesMax: 1 }' });
}

/** A file system of 12 MiB, and 20 MB of readings; says why where none can be mounted. */
export async function fullDisk(): Promise<FullPhase | string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'edge-small-disk-'));
  try {
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', dir]);
    if (mount.status !== 0)
      return `small disk: skipped, a file system cannot be mounted here: ${(mount.stderr ?? 'no mount').toString().trim()}`;
    try {
      return await outage('disk of 12 MiB', { count: 100_000, buffer: `{ dir: ${dir}/store }` });
    } finally {
      spawnSync('umount', [dir]);
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface Outage {
  readonly count: number;
  /** The `buffer` of the agent's file. */
  readonly buffer: string;
}

async function outage(phase: string, { count, buffer }: Outage): Promise<FullPhase> {
  const dir = await mkdtemp(path.join(tmpdir(), 'edge-full-'));
  const received: Arrival[] = [];
  const far = await openOutageBroker((_topic, payload) => {
    const arrival = arrivalOf(payload);
    if (arrival !== undefined) received.push(arrival);
  });
  const readings = path.join(dir, 'readings.ndjson');
  await writeFile(readings, '');
  await writeFile(path.join(dir, 'edge.yaml'), agentFile(far.port(), buffer));
  await far.down();
  const agent = startAgent(dir);
  for (let n = 1; n <= count; n += 1)
    appendFileSync(readings, `${JSON.stringify({ device: 'd', ts: 1.7e12 + n, n })}\n`);
  await allTaken(agent, count);
  await far.up();
  const result = await settled(agent, received);
  await far[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
  return { phase, accepted: count, ...result };
}

/** The agent tells every ten seconds how many readings it has taken. */
async function allTaken(agent: AgentProcess, count: number): Promise<void> {
  const until = Date.now() + SETTLE_MS;
  while (Date.now() < until && (agent.last()?.readings.readings ?? 0) < count) await pause(200);
}

async function settled(agent: AgentProcess, received: readonly Arrival[]) {
  let seen = -1;
  while (seen < received.length || received.length === 0) {
    seen = received.length;
    await pause(QUIET_MS);
  }
  const { buffer } = await agent.interrupt();
  const { unique, reordered } = examine(received);
  return {
    evicted: buffer.evicted,
    arrived: unique,
    lost: buffer.accepted - buffer.evicted - unique,
    reordered,
    newest: runBackFrom(buffer.accepted, received) >= unique - BATCH_MAX,
  };
}

/** Readings that the forwarder takes at a time. */
const BATCH_MAX = 32;

/** How many readings arrived without a hole, counted back from the last. */
function runBackFrom(last: number, received: readonly Arrival[]): number {
  const numbers = new Set(received.map(({ n }) => n));
  let count = 0;
  while (numbers.has(last - count)) count += 1;
  return count;
}

function agentFile(port: number, buffer: string): string {
  return `agent: full
sources:
  - file: { path: readings.ndjson }
sink: { mqtt: { url: mqtt://127.0.0.1:${port} } }
buffer: ${buffer}
drain: { perSecond: 100000, jitter: 100ms }
`;
}
