// What an edge agent needs: CPU a reading and memory a device of each filter, and the resident set of
// an agent that is connected and idle. `node --expose-gc --import tsx bench/edge-sizing.ts`, after `npm run build`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBroker } from '../src/cloud/local/broker/broker.ts';
import { createIdentityRegistry } from '../src/cloud/local/identity/identity-registry.ts';
import { createCsr } from '../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../src/cloud/x509/keys.ts';
import type { FilterConfig } from '../src/edge/edge-config.ts';
import { createEdgePipeline, type EdgePipeline } from '../src/edge/pipeline.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { silentLog } from '../src/runtime/log.ts';
import { createRandom } from '../src/runtime/random.ts';
import type { Reading } from '../src/telemetry/reading.ts';
import { startAgent } from './edge-process.ts';
import { median, report } from './measure.ts';

const DEVICES = 100;
/** Readings of each device before anything is measured: detectors are past their warm-up then. */
const WARM = 400;
const MEASURED = 400;
const ROUNDS = 3;

const vib = { metric: 'vib_mms' };
const watch = { channels: [vib], warmUp: '2m', smoothing: '3s' };
const limit = { metric: 'vib_mms', above: 9, hysteresis: 1 };
const FILTERS: Readonly<Record<string, readonly FilterConfig[]>> = {
  none: [],
  dedup: [{ dedup: {} }],
  threshold: [{ threshold: { limits: [{ ...limit, severity: 'high' }] } }],
  'threshold on change': [{ threshold: { limits: [{ ...vib, risesBy: 3, within: '1m', severity: 'high' }] } }], // prettier-ignore
  deadband: [{ deadband: { heartbeat: '60s', metrics: { vib_mms: { absolute: 0.3 } } } }],
  swingingDoor: [{ swingingDoor: { heartbeat: '60s', metrics: { vib_mms: 0.3 } } }],
  downsample: [{ downsample: { every: '5s' } }],
  aggregate: [{ aggregate: { every: '1m', functions: ['avg', 'max'] } }],
  'rcf, one channel': [{ rcf: { ...watch, normalEvery: '5s' } }],
  'combine: limit, ewma, robustZ': [{ combine: { detectors: [{ limit }, { ewma: watch }, { robustZ: watch }], vote: { atLeast: 2 }, normalEvery: '5s' } }], // prettier-ignore
};

const random = createRandom('sizing');
const noise = Array.from({ length: WARM + ROUNDS * MEASURED }, () => 0.1 * random.normal());

function readingOf(device: number, second: number): Reading {
  const vib_mms = 3 + Math.sin(second / 200) + (noise[second] as number);
  return {
    device: `pump-${device}`,
    site: 'plant',
    type: 'pump',
    serial: 'SN1',
    ts: second * 1_000,
    metrics: { vib_mms },
  };
}

/** CPU of `seconds` of all devices, us a reading. */
function cost(pipelines: readonly EdgePipeline[], from: number, seconds: number): number {
  const began = process.cpuUsage();
  for (let second = from; second < from + seconds; second += 1) {
    for (const [device, pipeline] of pipelines.entries())
      pipeline.process(readingOf(device, second));
  }
  const { user, system } = process.cpuUsage(began);
  return (user + system) / (seconds * pipelines.length);
}

function heldBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function measure(filters: readonly FilterConfig[]): { readonly us: number; readonly kib: number } {
  const before = heldBytes();
  const pipelines = Array.from({ length: DEVICES }, (_, n) =>
    createEdgePipeline({ filters }, { random: createRandom(`device ${n}`) }),
  );
  cost(pipelines, 0, WARM);
  const rounds = Array.from({ length: ROUNDS }, (_, n) =>
    cost(pipelines, WARM + n * MEASURED, MEASURED),
  );
  const kib = Math.max(0, heldBytes() - before) / DEVICES / 1_024;
  return { us: median(rounds), kib };
}

measure(FILTERS['threshold'] ?? []);
const base = measure([]).us;
for (const [name, filters] of Object.entries(FILTERS)) {
  const { us, kib } = measure(filters);
  const own = Math.max(0, us - (name === 'none' ? 0 : base));
  console.log(`${name}: ${own.toFixed(2)} us a reading, ${kib.toFixed(1)} KiB a device`);
}

/** Resident set of a process on Linux, MiB. */
function residentMib(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1]) / 1_024;
}

const dir = mkdtempSync(join(tmpdir(), 'edge-sizing-'));
const shared = { clock: systemClock(), log: silentLog };
const registry = await createIdentityRegistry({
  ...shared,
  stateDir: dir,
  wallClock: shared.clock,
});
const broker = await startBroker({
  ...shared,
  host: '127.0.0.1',
  port: 0,
  registry,
  onPublish: () => Promise.resolve(),
  onRefused: (event) => console.error(event),
  onConnection: () => undefined,
});
const keys = createKeyPair();
const { id, pem } = registry.issueCertificate(createCsr({ commonName: 'edge-1' }, keys), 'ACTIVE');
const all = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };
registry.policies.create('all', JSON.stringify({ Version: '2012-10-17', Statement: [all] }));
registry.certificates.attachPolicy(id, 'all');
writeFileSync(join(dir, 'ca.pem'), registry.caPem);
writeFileSync(join(dir, 'agent.pem'), pem);
writeFileSync(join(dir, 'agent.key'), privateKeyPem(keys.privateKey), { mode: 0o600 });
writeFileSync(join(dir, 'in.ndjson'), '');
writeFileSync(
  join(dir, 'edge.yaml'),
  `agent: edge-1
sources: [{ file: { path: in.ndjson } }]
edge: { filters: [{ deadband: { heartbeat: 60s, metrics: { vib_mms: { absolute: 0.3 } } } }] }
sink: { awsIot: { endpoint: 127.0.0.1, port: ${broker.port}, ca: ca.pem, cert: agent.pem, key: agent.key } }
buffer: { dir: store }
`,
);
const agent = startAgent(dir);
await delay(15_000);
const rss = residentMib(agent.pid);
const summary = await agent.interrupt();
await broker[Symbol.asyncDispose]();
await registry[Symbol.asyncDispose]();
rmSync(dir, { recursive: true, force: true });
report('edge-idle', { value: rss, limit: 90, unit: 'MiB resident' }, { held: summary.held });
