// Readings a second through the filters of one device, and entries a second into and out of the store.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDiskBuffer } from '../src/edge/buffer/disk-buffer.ts';
import type { FilterConfig } from '../src/edge/edge-config.ts';
import { createEdgePipeline } from '../src/edge/pipeline.ts';
import { createRandom } from '../src/runtime/random.ts';
import { silentLog } from '../src/runtime/log.ts';
import { encodeMessage } from '../src/telemetry/message.ts';
import type { Reading } from '../src/telemetry/reading.ts';
import { median, report } from './measure.ts';

const ROUNDS = 5;
const BACKLOG = 1_000_000;
const BATCH = 32;

const THRESHOLD: FilterConfig = {
  threshold: { limits: [{ metric: 'vib_mms', above: 9, hysteresis: 1, severity: 'high' }] },
};
const DEADBAND: FilterConfig = {
  deadband: { heartbeat: '60s', metrics: { vib_mms: { absolute: 0.3 } } },
};
const RCF: FilterConfig = {
  rcf: {
    channels: [{ metric: 'vib_mms' }],
    normalEvery: '5s',
    numberOfTrees: 50,
    shingleSize: 8,
    sampleSize: 256,
    warmUp: '5m',
    smoothing: '0s',
  },
};

function readings(count: number): Reading[] {
  const random = createRandom('edge bench');
  return Array.from({ length: count }, (_, i) => ({
    device: 'pump-1',
    site: 'plant',
    type: 'pump',
    serial: 'SN1',
    ts: i * 1_000,
    metrics: { vib_mms: 3 + Math.sin(i / 200) + 0.1 * random.normal() },
  }));
}

/** Readings a second of a chain; the first tenth is not measured. */
function chainRate(filters: readonly FilterConfig[], sample: readonly Reading[]): number {
  const pipeline = createEdgePipeline({ filters }, { random: createRandom('chain') });
  const warm = Math.floor(sample.length / 10);
  for (const reading of sample.slice(0, warm)) pipeline.process(reading);
  const began = performance.now();
  for (const reading of sample.slice(warm)) pipeline.process(reading);
  return ((sample.length - warm) * 1_000) / (performance.now() - began);
}

/** What JSON.stringify alone makes of the same readings: a limit that no filter beats by magic. */
function encodeRate(sample: readonly Reading[]): number {
  const began = performance.now();
  for (const [i, reading] of sample.entries()) encodeMessage({ ...reading, seq: i, boot: 'b1' });
  return (sample.length * 1_000) / (performance.now() - began);
}

const [short, long] = [readings(60_000), readings(600_000)];
const rates = { plain: [] as number[], rcf: [] as number[], encode: [] as number[] };
for (let round = 0; round < ROUNDS; round += 1) {
  rates.plain.push(chainRate([THRESHOLD, DEADBAND], long));
  rates.rcf.push(chainRate([THRESHOLD, DEADBAND, RCF], short));
  rates.encode.push(encodeRate(long));
}
const perReading = (rate: readonly number[]): number => 1e6 / median(rate);
report(
  'edge-filters',
  { value: perReading(rates.plain), limit: 1e6 / 300_000, unit: 'us a reading' },
  { readingsPerS: median(rates.plain), toEncoding: median(rates.plain) / median(rates.encode) },
);
report(
  'edge-filters-rcf',
  { value: perReading(rates.rcf), limit: 1e6 / 20_000, unit: 'us a reading' },
  { readingsPerS: median(rates.rcf), trees: 50, shingle: 8 },
);

const dir = mkdtempSync(join(tmpdir(), 'edge-bench-'));
const open = () =>
  openDiskBuffer({
    dir,
    limits: { bytesMax: 1e12, ageMaxMs: 1e12 },
    sync: 'interval',
    now: () => performance.now(),
    log: silentLog,
  });
const payload = encodeMessage({ ...(short[0] as Reading), seq: 1, boot: 'b1' });
const entry = { topic: 'dt/pm-sim/plant/pump-1/telemetry', payload, ts: 0 };
const filling = open();
let began = performance.now();
for (let i = 0; i < BACKLOG; i += 1) filling.add('telemetry', [entry]);
const addedPerS = (BACKLOG * 1_000) / (performance.now() - began);
filling.close();
began = performance.now();
const draining = open();
const openMs = performance.now() - began;
const rss: number[] = [];
began = performance.now();
for (let n = 0; n < BACKLOG;) {
  const taken = draining.take(BATCH);
  draining.settle(taken, true);
  n += taken.length;
  if (n % 200_000 < BATCH) rss.push(Math.round(process.memoryUsage.rss() / 1_048_576));
}
const drainedPerS = (BACKLOG * 1_000) / (performance.now() - began);
draining.close();
rmSync(dir, { recursive: true, force: true });
report(
  'edge-store-drain',
  { value: 1e6 / drainedPerS, limit: 1e6 / 15_000, unit: 'us an entry' },
  { drainedPerS, addedPerS, openMs, rssMib: rss },
);
