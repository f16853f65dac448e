import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Received } from './fleet-count.ts';
import type { End } from './fleet-ends.ts';
import { runNode, summaryOf } from './measure.ts';

const main = join(resolve(import.meta.dirname, '..'), 'dist', 'cli', 'main.js');
/** Length of a tick of Linux' process accounting, ms (proc(5), `sysconf(_SC_CLK_TCK)`). */
const TICK_MS = 10;

export interface Load {
  readonly devices: number;
  /** Absent: each device has a connection of its own. */
  readonly gateways?: number;
  readonly intervalMs: number;
  readonly seconds: number;
  readonly workers?: number;
  /** Connections begun in a second. */
  readonly connectRate: number;
}

export interface Measured {
  readonly end: string;
  readonly devices: number;
  readonly connections: number;
  readonly sent: number;
  readonly received: Received;
  /** Sent and not received. */
  readonly missing: number;
  /** From the command's start until the first message was made: devices and connections, ms. */
  readonly startCpuMs: number;
  readonly startWallMs: number;
  /** Processor time of a message between the first look and the last, at QoS 1. */
  readonly perMessageUs: number;
  /** After the last look: the last second's messages, the hash of each device, the summary, ms. */
  readonly endCpuMs: number;
  readonly cpuMs: number;
  readonly rssMib: number;
  readonly lagMs: { readonly p50: number | null; readonly p99: number | null };
}

/** At a line that tells progress. */
interface Look {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly published: number;
}

/** A factory at that end, at QoS 1, without filters: every reading is a message. */
export async function measure(load: Load, end: End, folder: string): Promise<Measured> {
  // A site of its own for each run, so that nothing late from the last one is counted.
  const site = `run-${end.name}-${load.devices}-${Math.round(performance.now())}`;
  await end.watch(site);
  const { devices, gateways, workers = 1, intervalMs, seconds, connectRate } = load;
  const line =
    `run --profile factory --seed ${devices} --json --set edge.filters=[] --set site.name=${site} ` +
    `-c ${devices} --im ${intervalMs} -q 1 -R ${connectRate} --duration ${seconds}s --speed 1 --workers ${workers}`;
  const behind = gateways === undefined ? [] : ['--gateways', String(gateways)];
  const began = performance.now();
  let start: Look = { cpuMs: 0, wallMs: 0, published: 0 };
  let last = start;
  const finished = await runNode([main, ...line.split(' '), ...end.flags, ...behind], folder, {
    onLine(text, pid) {
      if (!text.startsWith('{"type":"progress"')) return;
      const { published } = (JSON.parse(text) as Progress).counters;
      last = { cpuMs: cpuMsOf(pid), wallMs: performance.now() - began, published };
      if (start.published === 0) start = last;
    },
  });
  const { published: sent, atBroker } = summaryOf(finished) as unknown as Summary;
  const received = await settled(end.received);
  const measured = {
    end: end.name,
    devices,
    connections: atBroker.connections,
    sent,
    received,
    missing: sent - received.messages,
    startCpuMs: start.cpuMs,
    startWallMs: start.wallMs,
    perMessageUs: ((last.cpuMs - start.cpuMs) * 1_000) / (last.published - start.published),
    endCpuMs: finished.cpuMs - last.cpuMs,
    cpuMs: finished.cpuMs,
    rssMib: finished.rssMib,
    lagMs: atBroker.lagMs,
  };
  print(measured);
  return measured;
}

interface Progress {
  readonly counters: { readonly published: number };
}

interface Summary {
  readonly published: number;
  readonly atBroker: { readonly connections: number; readonly lagMs: Measured['lagMs'] };
}

function print(one: Measured): void {
  console.log(
    `${one.end}: ${one.devices} devices, ${one.connections} connections, ${one.sent} messages, ` +
      `lost ${one.missing}, duplicated ${one.received.duplicated}, ` +
      `lag p50 ${one.lagMs.p50?.toFixed(1)} p99 ${one.lagMs.p99?.toFixed(1)} ms, ` +
      `${one.perMessageUs.toFixed(1)} us of CPU a message, start ${(one.startCpuMs / 1_000).toFixed(1)} s and end ${(one.endCpuMs / 1_000).toFixed(1)} s of CPU, ` +
      `${one.rssMib.toFixed(0)} MiB`,
  );
}

/** What has come when nothing more comes. */
async function settled(received: End['received']): Promise<Received> {
  let last = await received();
  for (;;) {
    await setTimeout(300);
    const next = await received();
    if (next.messages === last.messages) return next;
    last = next;
  }
}

/** Of all threads, from `utime` and `stime` (proc(5)); the name before them may hold blanks. */
function cpuMsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return TICK_MS * (Number(fields[11]) + Number(fields[12]));
}
