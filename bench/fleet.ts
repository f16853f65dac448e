// A fleet at a broker, counted at the receiver by sequence number: lost and duplicated messages, schedule
// lag, processor time of a message, memory, and how cost grows with devices.
//
//   fleet.ts                       every case
//   fleet.ts --case linear,own     some: linear, families, workers, gateways, own, mtls
//     --devices N --im MS --seconds S --workers N     another size than the case's own
//     --profile NAME                                  another fleet than the factory
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  hasMosquitto,
  startAedes,
  startMosquitto,
  startSecureMosquitto,
  startSink,
  startTwinBroker,
  type End,
} from './fleet-ends.ts';
import { measure, type Load, type Measured } from './fleet-run.ts';
import { report } from './measure.ts';

const { values: asked } = parseArgs({
  options: {
    case: { type: 'string', default: 'linear,families,workers,gateways,own,mtls' },
    devices: { type: 'string' },
    profile: { type: 'string', default: 'factory' },
    im: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '20' },
    workers: { type: 'string', default: '1' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'pm-sim-fleet-'));
const machine = { cores: cpus().length, loadBefore: loadavg()[0] };

/** Schedule lag that G10 allows, p99, ms. */
const LAG_MS_MAX = 5;
/** MQTTX 1.13 `simulate` with 5,000 connections at 1 Hz: 112 to 161 us in its costlier scenarios. */
const OWN_US_MAX = 112;
/** A slope of 1 is linear; ten times the devices may cost a quarter more than ten times as much. */
const SLOPE_MAX = 1.1;
/** Fleets with one reading a second, from 15 to 30 metrics. */
const FAMILIES = ['oil-field', 'factory', 'oil-field-esp', 'wind-farm'] as const;
/** What G1 allows a message behind a gateway, us. */
const GATEWAY_US_MAX = 1.5;
const SWEEP = [100, 1_000, 10_000, 100_000] as const;
/** Enough messages for a figure at the small sizes; the large ones are costly to start. */
const SWEEP_SECONDS = 8;
/** Connections begun in a second: plain, and with a handshake of some 5 ms at both ends together. */
const [PLAIN_RATE, TLS_RATE] = [4_000, 100];
/** What a process needs besides its connections. */
const SPARE_FILES = 100;

function loadOf(devices: number, behind?: number): Load {
  return {
    profile: asked.profile,
    devices: Number(asked.devices ?? devices),
    ...(behind === undefined ? {} : { gateways: behind }),
    intervalMs: Number(asked.im),
    seconds: Number(asked.seconds),
    workers: Number(asked.workers),
    connectRate: PLAIN_RATE,
  };
}

/** As many connections as the limit of open files lets one process have. */
function within(load: Load): Load {
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  if (limit === 'unlimited' || load.devices + SPARE_FILES <= Number(limit)) return load;
  const devices = Number(limit) - SPARE_FILES;
  console.log(`ulimit -n is ${limit}: ${devices} connections instead of ${load.devices}.`);
  return { ...load, devices };
}

/** Least squares of log cost on log devices: a slope of 1 is linear. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (i: 0 | 1): number => logs.reduce((sum, at) => sum + at[i], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const over = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return over / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

async function linear(): Promise<void> {
  using sink = await startSink();
  const found: Measured[] = [];
  for (const devices of SWEEP) {
    const load = { ...loadOf(devices, 10), devices, seconds: SWEEP_SECONDS };
    found.push(await measure(load, sink, folder));
  }
  const costs = found.map((one) => [one.devices, one.perMessageUs * one.devices] as const);
  // Small fleets are mostly waiting: the fit over all sizes would hide what the large ones do.
  const steepest = Math.max(...costs.slice(1).map((_, i) => slopeOf(costs.slice(i, i + 2))));
  const starts = found.map((one) => [one.devices, one.startCpuMs] as const);
  report(
    'fleet-linear',
    { value: steepest, limit: SLOPE_MAX, unit: '(steepest slope of log CPU/s on log devices)' },
    {
      ...machine,
      usPerMessage: Object.fromEntries(found.map((one) => [one.devices, one.perMessageUs])),
      slope: slopeOf(costs),
      startSlope: slopeOf(starts.slice(1)),
      points: found,
    },
  );
}

/** What a message costs with each model, at 1 Hz: the peers of G1 have models that draw a few numbers. */
async function families(): Promise<void> {
  using sink = await startSink();
  for (const profile of FAMILIES) {
    const one = await measure({ ...loadOf(10_000, 10), profile }, sink, folder);
    const figure = { value: one.perMessageUs, limit: GATEWAY_US_MAX, unit: 'us of CPU a message' };
    report(`fleet-family-${profile}`, figure, { ...machine, ...one });
  }
}

/** What a second thread costs: the same fleet on one and on two. */
async function workers(): Promise<void> {
  using sink = await startSink();
  const load = loadOf(10_000, 10);
  const one = await measure({ ...load, workers: 1 }, sink, folder);
  const two = await measure({ ...load, workers: 2 }, sink, folder);
  const limit = Math.round(one.perMessageUs * 100) / 100;
  report('fleet-workers', { value: two.perMessageUs, limit, unit: 'us of CPU a message' });
}

async function gateways(): Promise<void> {
  const ends = [startSink, ...(hasMosquitto ? [() => startMosquitto(folder)] : [])];
  for (const start of ends) {
    using end = await start();
    const one = await measure(loadOf(100_000, 10), end, folder);
    reportLag(end.name === 'sink' ? 'fleet-gateway-lag' : `fleet-gateways-${end.name}`, one);
  }
}

async function own(): Promise<void> {
  const load = within(loadOf(15_000));
  const ends = [startSink, startAedes, ...(hasMosquitto ? [() => startMosquitto(folder)] : [])];
  for (const start of ends) {
    using end = await start();
    const one = await measure(load, end, folder);
    reportLag(`fleet-own-${end.name}`, one);
    const figure = { value: one.perMessageUs, limit: OWN_US_MAX, unit: 'us of CPU a message' };
    report(end.name === 'sink' ? 'fleet-own-connections' : `fleet-own-${end.name}-cpu`, figure);
  }
  await ownAtTwin(load);
}

/**
 * The twin's broker takes certificates only, at any rate of connecting: whoever is not let in within 20 s
 * comes again, so that a fleet which connects faster than hands are shaken is seen by its connects.
 */
async function ownAtTwin(load: Load): Promise<void> {
  using end = await startTwinBroker(folder, load.devices);
  const one = await measure(load, end, folder);
  reportLag(`fleet-own-${end.name}`, one);
  const connects = { value: one.received.connections / load.devices, limit: 1 };
  report(`fleet-own-${end.name}-connects`, { ...connects, unit: 'connects a device' });
}

/** Certificates of their own, at brokers that ask for them. */
async function mtls(): Promise<void> {
  const load = { ...within(loadOf(2_000)), connectRate: TLS_RATE };
  const ends: readonly (() => Promise<End>)[] = [
    ...(hasMosquitto ? [() => startSecureMosquitto(folder, load.devices)] : []),
    () => startTwinBroker(folder, load.devices),
  ];
  for (const start of ends) {
    using end = await start();
    reportLag(`fleet-mtls-${end.name}`, await measure(load, end, folder));
  }
}

function reportLag(name: string, one: Measured): void {
  const bad = Math.abs(one.missing) + one.received.duplicated;
  report(`${name}-lost-or-doubled`, { value: bad, limit: 1, unit: 'messages' });
  const lag = { value: one.lagMs.p99 ?? Number.NaN, limit: LAG_MS_MAX, unit: 'ms of lag, p99' };
  report(name, lag, { ...machine, loadAfter: loadavg()[0], ...one });
}

const CASES = { linear, families, workers, gateways, own, mtls } as const;
try {
  for (const name of asked.case.split(',')) {
    if (!Object.hasOwn(CASES, name)) {
      throw new Error(`"${name}" is not a case: ${Object.keys(CASES).join(', ')}.`);
    }
    await CASES[name as keyof typeof CASES]();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
