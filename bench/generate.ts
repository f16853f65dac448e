/**
 * What a data set costs: simulation, encoding and hashing apart, for each profile, then the whole way.
 *
 *   npx tsx bench/generate.ts [--slices 12] [--days 30] [--format ndjson] [--turbines 100]
 *
 * Works take turns in short slices of which the median counts, in processor time, so that a busy machine
 * disturbs little and all alike. Each encoder is held against JSON.stringify of one constant reading, measured in the same run. Writes bench/results/generate.json.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createFleet } from '../src/simulator/fleet.ts';
import { FORMATS, metricNames, type FormatName } from '../src/simulator/generate/columns.ts';
import { createEncoding } from '../src/simulator/generate/create-encoding.ts';
import { generateDataset } from '../src/simulator/generate/generate-dataset.ts';
import { loadProfile } from '../src/simulator/load-profile.ts';
import type { Profile } from '../src/simulator/profile.ts';
import { encodeReading } from '../src/telemetry/message.ts';
import type { Reading } from '../src/telemetry/reading.ts';
import { median, report } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    slices: { type: 'string', default: '12' },
    days: { type: 'string', default: '30' },
    turbines: { type: 'string', default: '100' },
    format: { type: 'string', default: 'ndjson' },
  },
});
const root = join(import.meta.dirname, '..');
const PROFILES = ['wind-farm', 'factory', 'oil-field', 'oil-field-esp', 'bose-fleet'];
const TEN_MINUTES = 600_000;
const SLICE_ROWS = 20_000;
/** Rows a second that are asked for. */
const ASKED: Readonly<Record<string, number>> = { ndjson: 200_000, parquet: 150_000 };

const families = [];
for (const name of PROFILES) families.push(await measureFamily(name));
const whole = await measureWhole();
mkdirSync(join(root, 'bench', 'results'), { recursive: true });
writeFileSync(
  join(root, 'bench', 'results', 'generate.json'),
  `${JSON.stringify({ families, whole }, null, 2)}\n`,
);

async function profileOf(name: string, ...overrides: readonly string[]): Promise<Profile> {
  const sections = { edge: z.unknown(), scoring: z.unknown() };
  return loadProfile(name, { overrides, sections, profileDirs: [join(root, 'profiles')] });
}

/** Time that the process has computed, on all its threads: a busy machine does not change it much. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** A piece of work that is measured in slices: how many rows it did. */
type Work = () => number;

async function measureFamily(name: string) {
  const profile = await profileOf(name, 'count=20');
  const readings = [...take(fleetOf(profile), SLICE_ROWS)];
  const works: Record<string, Work> = {
    steps: advancing(profile),
    'steps of 10 min': advancing({ ...profile, intervalMs: TEN_MINUTES }),
    'JSON.stringify': stringifying(readings),
  };
  for (const format of FORMATS) {
    const encode = await encoding(format, profile, readings);
    works[format] = encode;
  }
  works['sha-256'] = hashing(readings);
  const rates = await inTurns(works);
  const limit = rates['JSON.stringify'] ?? Number.NaN;
  const bytes = readings.reduce((sum, reading) => sum + encodeReading(reading).length, 0);
  console.log(`${name}: ${Math.round(bytes / readings.length)} bytes of JSON a reading`);
  for (const [work, rate] of Object.entries(rates)) {
    const asked = ASKED[work];
    const verdict = asked === undefined ? '' : `, ${rate >= asked ? 'above' : 'BELOW'} ${asked}`;
    console.log(
      `  ${work.padEnd(16)} ${String(Math.round(rate)).padStart(9)} a second, ` +
        `${(rate / limit).toFixed(2)} of JSON.stringify${verdict}`,
    );
  }
  return { name, bytesPerReading: bytes / readings.length, rates };
}

async function inTurns(works: Readonly<Record<string, Work>>): Promise<Record<string, number>> {
  const rates: Record<string, number[]> = {};
  for (let slice = -1; slice < Number(options.slices); slice += 1) {
    for (const [name, work] of Object.entries(works)) {
      const began = cpuMs();
      const rows = work();
      const rate = (rows / (cpuMs() - began)) * 1_000;
      // The first is warm-up.
      if (slice >= 0) (rates[name] ??= []).push(rate);
      await new Promise((done) => setImmediate(done));
    }
  }
  return Object.fromEntries(Object.entries(rates).map(([name, list]) => [name, median(list)]));
}

function fleetOf(profile: Profile): Iterable<Reading> {
  const start = profile.startMs;
  return createFleet({ profile, seed: '1', start, faults: [] }).advance(Infinity);
}

function* take(readings: Iterable<Reading>, count: number): Generator<Reading> {
  let left = count;
  for (const reading of readings) {
    yield reading;
    left -= 1;
    if (left === 0) return;
  }
}

function advancing(profile: Profile): Work {
  const readings = fleetOf(profile)[Symbol.iterator]();
  return () => {
    for (let i = 0; i < SLICE_ROWS; i += 1) readings.next();
    return SLICE_ROWS;
  };
}

function stringifying(readings: readonly Reading[]): Work {
  const [constant] = readings;
  if (constant === undefined) throw new Error('A fleet gave no reading.');
  let characters = 0;
  return () => {
    for (let i = 0; i < SLICE_ROWS; i += 1) characters += encodeReading(constant).length;
    return characters > 0 ? SLICE_ROWS : 0;
  };
}

async function encoding(
  format: FormatName,
  profile: Profile,
  readings: readonly Reading[],
): Promise<Work> {
  const made = await createEncoding({ format, gzip: false, metrics: metricNames(profile) });
  return () => {
    const encoder = made.begin();
    for (const reading of readings) {
      encoder.add(reading);
      if (encoder.full()) encoder.take();
    }
    encoder.end();
    return readings.length;
  };
}

function hashing(readings: readonly Reading[]): Work {
  const lines = Buffer.from(readings.map((reading) => encodeReading(reading)).join('\n'));
  return () => {
    createHash('sha256').update(lines).digest();
    return readings.length;
  };
}

/** `generate` itself: 10-minute records of a wind farm. */
async function measureWhole() {
  const [days, format] = [Number(options.days), options.format as FormatName];
  const count = Number(options.turbines);
  const profile = await profileOf('wind-farm', `count=${count}`, `interval=${TEN_MINUTES}ms`);
  const start = profile.startMs;
  const end = start + days * 86_400_000;
  const settings = { profile, seed: '1', start, end, faults: [], limits: [], campaign: undefined, scenario: undefined, cadence: { intervalMs: TEN_MINUTES, record: 'instant' }, format, gzip: false, partition: 'none', version: '0' } as const; // prettier-ignore
  const dir = mkdtempSync(join(tmpdir(), 'pm-sim-bench-'));
  const rss: number[] = [];
  const onProgress = (): void => void rss.push(process.memoryUsage.rss() / 2 ** 20);
  const { signal } = new AbortController();
  try {
    const [began, computed] = [performance.now(), cpuMs()];
    const card = await generateDataset({ settings, dir, resume: false, signal, onProgress });
    const seconds = (performance.now() - began) / 1_000;
    const cpuSeconds = (cpuMs() - computed) / 1_000;
    const [first = 0, last = 0] = [rss[Math.floor(rss.length / 10)], rss.at(-1)];
    console.log(
      `${count} turbines, ${days} days every 10 min as ${format}: ${seconds.toFixed(1)} s, ` +
        `${cpuSeconds.toFixed(1)} s of processor, ` +
        `${Math.round(card.rows / cpuSeconds)} rows a processor second, ${(card.bytes / 1e6).toFixed(0)} MB, ` +
        `${Math.round(first)} MiB after a tenth, ${Math.round(last)} MiB at the end`,
    );
    const perGb = (taken: number): number => taken / (card.bytes / 1e9);
    const limit = perGb(secondsToWrite(card.bytes, join(dir, 'raw')));
    report('generate-disk', { value: perGb(seconds), limit, unit: 's a GB' }, { format });
    return { turbines: count, days, format, seconds, cpuSeconds, rows: card.rows, bytes: card.bytes, rss: { first, last } }; // prettier-ignore
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The same number of bytes without any thought, a megabyte at a time. */
function secondsToWrite(bytes: number, file: string): number {
  const chunk = Buffer.alloc(1_000_000, 'x');
  const began = performance.now();
  const fd = openSync(file, 'w');
  for (let left = bytes; left > 0; left -= chunk.length) {
    writeSync(fd, chunk, 0, Math.min(left, chunk.length));
  }
  closeSync(fd);
  return (performance.now() - began) / 1_000;
}
