/**
 * Recorded data through the filters of an agent: how many readings go out, how much of each labelled
 * episode, and how far off the far end is that draws a line between what it got, or holds the last.
 * Usage: node --import tsx bench/edge-recorded.ts FOLDER, where FOLDER has `nab/` (the file
 * ambient_temperature_system_failure.csv and combined_windows.json of the Numenta Anomaly Benchmark)
 * and `wells/` (recordings of the 3W data set as WELL-*.csv.gz); what is missing is left out, and said.
 */
import { existsSync } from 'node:fs';
import type { EdgeConfig, FilterConfig } from '../src/edge/edge-config.ts';
import { createEdgePipeline } from '../src/edge/pipeline.ts';
import { createRandom } from '../src/runtime/random.ts';
import type { Reading } from '../src/telemetry/reading.ts';
import { readAmbient, readWells, type Recording } from './edge-recorded-data.ts';

interface Subject {
  readonly title: string;
  readonly recordings: readonly Recording[];
  readonly metric: string;
  readonly unit: string;
  readonly configs: Readonly<Record<string, readonly FilterConfig[]>>;
}

const AMBIENT_RCF: FilterConfig = {
  rcf: {
    channels: [{ metric: 'temp_f' }],
    normalEvery: '12h',
    keepAfter: '1d',
    keepBefore: '12h',
    warmUp: '21d',
    smoothing: '12h',
    shingleSize: 4,
    materialDeviation: 2,
  },
};
const WELL_RCF: FilterConfig = {
  rcf: {
    channels: [{ metric: 'ptpt_bar' }, { metric: 'ttpt_c' }],
    normalEvery: '1m',
    keepAfter: '1m',
    keepBefore: '1m',
    warmUp: '10m',
    smoothing: '10s',
  },
};
const AMBIENT_DOOR: FilterConfig = { swingingDoor: { heartbeat: '2d', metrics: { temp_f: 1 } } };
const WELL_DOOR: FilterConfig = { swingingDoor: { heartbeat: '10m', metrics: { ptpt_bar: 0.5, ttpt_c: 0.2 } } }; // prettier-ignore

const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(folder)) {
  console.error('Usage: node --import tsx bench/edge-recorded.ts FOLDER; it holds nab/ambient_temperature_system_failure.csv, nab/combined_windows.json and wells/WELL-*.csv.gz.'); // prettier-ignore
  process.exit(2);
}
const ambient = readAmbient(folder);
if (ambient === undefined) console.log('nab/ is missing: left out.');
const wells = readWells(folder);
if (wells.length === 0) console.log('wells/ is missing: left out.');
print({
  title: 'Office temperature, NAB, one reading an hour',
  recordings: ambient === undefined ? [] : [ambient],
  metric: 'temp_f',
  unit: '°F',
  configs: {
    'deadband 1 °F': [{ deadband: { heartbeat: '2d', metrics: { temp_f: { absolute: 1 } } } }],
    'swingingDoor 1 °F': [AMBIENT_DOOR],
    'downsample 6h': [{ downsample: { every: '6h' } }],
    'rcf, normalEvery 12h': [AMBIENT_RCF],
    'rcf, then swingingDoor': [AMBIENT_RCF, AMBIENT_DOOR],
  },
});
print({
  title: 'Offshore wells, 3W, one reading a second; errors of the tree pressure',
  recordings: wells,
  metric: 'ptpt_bar',
  unit: 'bar',
  configs: {
    'deadband 0.5 bar, 0.2 °C': [{ deadband: { heartbeat: '10m', metrics: { ptpt_bar: { absolute: 0.5 }, ttpt_c: { absolute: 0.2 } } } }], // prettier-ignore
    'swingingDoor 0.5 bar, 0.2 °C': [WELL_DOOR],
    'downsample 30s': [{ downsample: { every: '30s' } }],
    'rcf, normalEvery 1m': [WELL_RCF],
    'rcf, then swingingDoor': [WELL_RCF, WELL_DOOR],
  },
});

function print({ title, recordings, metric, unit, configs }: Subject): void {
  if (recordings.length === 0) return;
  const total = sum(recordings, ({ readings }) => readings.length);
  console.log(`\n${title}: ${recordings.map(({ name }) => name).join(', ')}, ${total} readings\n`);
  console.log(`| filters | dropped | episodes with readings sent | of their readings | error, line: RMSE / largest | error, hold: RMSE / largest |`); // prettier-ignore
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const [name, filters] of Object.entries(configs)) {
    const results = recordings.map((one) => examine(one, { filters }, metric));
    const sent = sum(results, (one) => one.sent);
    const episodes = sum(results, (one) => one.episodes);
    const range = Math.max(...results.map((one) => one.range));
    const share = sum(results, (one) => one.sentWithin) / sum(results, (one) => one.within);
    const errors = (['line', 'hold'] as const).map((how) => {
      const rmse = Math.sqrt(sum(results, (one) => one[how].squares) / sum(results, (one) => one.readings)); // prettier-ignore
      const largest = Math.max(...results.map((one) => one[how].largest));
      return `${amount(rmse, range)} / ${amount(largest, range)}`;
    });
    const kept = `${sum(results, (one) => one.kept)} of ${episodes}`;
    console.log(`| ${name} | ${percent(1 - sent / total)} | ${kept} | ${percent(share)} | ${errors.join(' | ')} |`); // prettier-ignore
  }

  function amount(value: number, range: number): string {
    return `${value.toFixed(2)} ${unit} (${percent(value / range)})`;
  }
}

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((total, one) => total + of(one), 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

interface Deviation {
  readonly squares: number;
  readonly largest: number;
}

/** One recording through its filters. */
function examine({ readings, episodes }: Recording, config: EdgeConfig, metric: string) {
  const sent = sentOf(readings, config);
  const points = readings.flatMap(({ ts, metrics }) => pointOf(ts, metrics[metric]));
  const known = sent.flatMap(({ ts, metrics }) => pointOf(ts, metrics[metric]));
  const values = points.map(([, value]) => value);
  const within = (list: readonly Reading[]): number =>
    sum(episodes, ([from, to]) => list.filter(({ ts }) => ts >= from && ts <= to).length);
  return {
    readings: points.length,
    sent: sent.length,
    episodes: episodes.length,
    kept: episodes.filter(([from, to]) => sent.some(({ ts }) => ts >= from && ts <= to)).length,
    within: within(readings),
    sentWithin: within(sent),
    range: Math.max(...values) - Math.min(...values),
    line: deviationOf(points, known, lineAt),
    hold: deviationOf(points, known, ([, value]) => value),
  };
}

function sentOf(readings: readonly Reading[], config: EdgeConfig): readonly Reading[] {
  const pipeline = createEdgePipeline(config, { random: createRandom('recorded') });
  const sent = readings.flatMap((reading) => {
    const verdict = pipeline.process(reading);
    const earlier = (verdict.earlier ?? []).map((one) => one.reading);
    return verdict.kept ? [...earlier, reading] : earlier;
  });
  return [...sent, ...pipeline.flush().map((one) => one.reading)].toSorted((a, b) => a.ts - b.ts);
}

type Point = readonly [ts: number, value: number];

function pointOf(ts: number, value: number | undefined): Point[] {
  return value === undefined ? [] : [[ts, value]];
}

function lineAt([fromTs, from]: Point, [toTs, to]: Point, ts: number): number {
  return toTs === fromTs ? to : from + ((to - from) * (ts - fromTs)) / (toTs - fromTs);
}

/** What the far end makes of `known`, against what was measured; behind the last it holds. */
function deviationOf(
  points: readonly Point[],
  known: readonly Point[],
  guess: (before: Point, after: Point, ts: number) => number,
): Deviation {
  let at = 0;
  let squares = 0;
  let largest = 0;
  for (const [ts, value] of points) {
    while (at + 1 < known.length && (known[at + 1]?.[0] ?? Infinity) <= ts) at += 1;
    const before = known[at] ?? [ts, value];
    const error = Math.abs(guess(before, known[at + 1] ?? before, ts) - value);
    squares += error ** 2;
    largest = Math.max(largest, error);
  }
  return { squares, largest };
}
