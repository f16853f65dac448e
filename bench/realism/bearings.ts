import { ageingRows } from './audio-ageing.ts';
import { autocorrelation, deviation, mean, median, quantile } from './statistics.ts';
import { columnsOf, profileOf, type Columns } from './simulate.ts';
import type { RealismRow } from './row.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Bearings that run to failure, hours before the onset and from there to the end, readings an hour. */
const BEARINGS = 60;
const HEALTHY_H = 6;
const LIFE_H = 40;
const PER_HOUR = 60;
/** Readings averaged before a level counts as sustained: half a per cent of the life. */
const SUSTAINED = 12;
/** Readings at the end that stand for it. */
const LAST = 5;
/** A level that falls by this share of the highest before it, once it stands out, is a dip. */
const DIP = 0.1;
const STANDS_OUT = 1.2;

/** Machines that work without a stop, so that every reading is one of a running bearing. */
const STEADY = [
  'site.shifts.startHour=0',
  'site.shifts.workedH=24',
  'site.shifts.daysPerWeek=7',
  'model.operation.runS=36000',
  'model.operation.waitS=1',
  'model.operation.runsPerRecipe=1000',
  'model.vibration.tripMms=100',
  'model.thermal.tripC=250',
] as const;

/** What a run to failure shows: level over the healthy one by the share of life, and the figures of the rigs. */
interface Life {
  readonly level: Float64Array;
  readonly end: number;
  readonly baseCv: number;
  readonly baseKurtosis: number;
  readonly baseCrest: number;
  readonly kurtosisMax: number;
}

/**
 * Bearings that run to failure against 17 of FEMTO (PRONOSTIA) and those of IMS, by the root mean square
 * of the acceleration; the fresh scatter of the signals against SKAB's pump rig; batteries and coils.
 */
export async function bearingRows(): Promise<readonly RealismRow[]> {
  const lives = await runToFailure();
  return [...ladder(lives), ...figures(lives), ...(await scatterRows()), ...(await ageingRows())];
}

async function runToFailure(): Promise<readonly Life[]> {
  const profile = await profileOf('factory', [`count=${BEARINGS}`, 'interval=60s', ...STEADY]);
  const fault = { mode: 'bearing-wear', delayMs: HEALTHY_H * HOUR_MS, overMs: LIFE_H * HOUR_MS };
  const all = columnsOf(profile, (HEALTHY_H + LIFE_H) * HOUR_MS, fault);
  return all.map((columns) => lifeOf(columns));
}

function lifeOf(columns: Columns): Life {
  const onset = HEALTHY_H * PER_HOUR;
  const series = (name: string): Float64Array => columns.get(name) as Float64Array;
  const base = series('accel_g').subarray(0, onset);
  return {
    end: mean(series('accel_g').subarray(-LAST)) / mean(base),
    level: averaged(series('accel_g').subarray(onset)).map((value) => value / mean(base)),
    baseCv: deviation(base) / mean(base),
    baseKurtosis: mean(series('kurtosis').subarray(0, onset)),
    baseCrest: mean(series('crest').subarray(0, onset)),
    kurtosisMax: Math.max(...averaged(series('kurtosis').subarray(onset))),
  };
}

/** Trailing means, as many as there are values. */
function averaged(values: Float64Array): Float64Array {
  return values.map((_, i) => mean(values.subarray(Math.max(0, i - SUSTAINED + 1), i + 1)));
}

/** Share of life from which on the level stays above a factor, percent; 100 where it never does. */
function sustainedPct({ level }: Life, factor: number): number {
  return (100 * (level.findLastIndex((value) => value < factor) + 1)) / level.length;
}

function ladder(lives: readonly Life[]): readonly RealismRow[] {
  const at = (factor: number): readonly number[] =>
    lives.filter(({ end }) => end > factor).map((life) => sustainedPct(life, factor));
  const half = at(1.5);
  return [
    { what: '1.25 x healthy, median % of life', simulated: median(at(1.25)), low: 66, high: 98 },
    { what: '1.5 x healthy, median (IMS)', simulated: median(half), low: 84, high: 99 },
    { what: '2 x healthy, median % of life', simulated: median(at(2)), low: 92, high: 100 },
    { what: '1.5 x healthy, median (FEMTO 97)', simulated: median(half), low: 95, high: 99 },
    {
      what: '1.5 x healthy, earliest in twenty',
      simulated: quantile(half, 0.05),
      low: 35,
      high: 97,
    },
    {
      what: '1.5 x healthy, latest in twenty',
      simulated: quantile(half, 0.95),
      low: 97,
      high: 99.9,
    },
  ];
}

function figures(lives: readonly Life[]): readonly RealismRow[] {
  const ends = lives.map(({ end }) => end);
  const doubling = lives.filter(({ end }) => end > 3).map((life) => doublingPct(life));
  const dips = lives.map(({ level }) => (hasDip(level) ? 1 : 0));
  return [
    { what: 'end over base, smallest', simulated: Math.min(...ends), low: 1.3, high: 5 },
    { what: 'end over base, median', simulated: median(ends), low: 4, high: 6 },
    { what: 'end over base, largest', simulated: Math.max(...ends), low: 5, high: 31 },
    { what: 'doubling at the end, median %', simulated: median(doubling), low: 0.3, high: 9 },
    { what: 'share of lives with a dip', simulated: mean(dips), low: 0.35, high: 0.65 },
    { what: 'scatter of the healthy level', simulated: median(lives.map((l) => l.baseCv)), low: 0.05, high: 0.1 },
    { what: 'kurtosis healthy, smallest', simulated: Math.min(...lives.map((l) => l.baseKurtosis)), low: 3, high: 4.2 },
    { what: 'kurtosis healthy, largest', simulated: Math.max(...lives.map((l) => l.baseKurtosis)), low: 3, high: 4.2 },
    { what: 'kurtosis highest, smallest', simulated: Math.min(...lives.map((l) => l.kurtosisMax)), low: 6, high: 416 },
    { what: 'crest healthy, median', simulated: median(lives.map((l) => l.baseCrest)), low: 3.7, high: 5 },
  ]; // prettier-ignore
}

/** Time in which the level doubled to what it is at the end, percent of the life. */
function doublingPct({ level, end }: Life): number {
  const half = level.findLastIndex((value) => value < end / 2);
  return (100 * (level.length - 1 - half)) / level.length;
}

function hasDip(level: Float64Array): boolean {
  let highest = STANDS_OUT;
  return level.some((value) => {
    highest = Math.max(highest, value);
    return highest > STANDS_OUT && value < (1 - DIP) * highest;
  });
}

/** How fresh the noise is from one second to the next. SKAB pump rig, 1 Hz. */
async function scatterRows(): Promise<readonly RealismRow[]> {
  const profile = await profileOf('factory', ['count=1', 'interval=1s', ...STEADY]);
  const [columns] = columnsOf(profile, 8 * HOUR_MS);
  const series = (name: string): Float64Array => (columns as Columns).get(name) as Float64Array;
  const at = (lag: number): number => autocorrelation(series('accel_g'), lag);
  return [
    { what: 'acceleration, correlation 1 s', simulated: at(1), low: 0.14, high: 0.24 },
    { what: 'acceleration, correlation 10 s', simulated: at(10), low: 0.1, high: 0.2 },
    { what: 'acceleration, correlation 60 s', simulated: at(60), low: -0.02, high: 0.08 },
    { what: 'pressure, correlation 1 s', simulated: autocorrelation(series('pressure'), 1), low: -0.03, high: 0.12 },
    { what: 'pressure, scatter bar', simulated: deviation(series('pressure')), low: 0.21, high: 0.31 },
  ]; // prettier-ignore
}
