import path from 'node:path';
import { z } from 'zod';
import type { FaultRequest } from '../../src/simulator/faults/fault.ts';
import { createFleet } from '../../src/simulator/fleet.ts';
import { loadProfile } from '../../src/simulator/load-profile.ts';
import { readRecordedWell } from './recorded-well.ts';
import type { RealismRow } from './row.ts';
import {
  autocorrelation,
  detrended,
  deviation,
  mean,
  means,
  peakToPeak,
  periodOf,
  responseOf,
} from './well-statistics.ts';

const START = Date.UTC(2026, 0, 1);
const HOUR_S = 3_600;
const DAY_S = 86_400;
/** Pascal in a bar. */
const BAR = 1e5;

/** Simulated wells against the real ones: bands of the 3W events and of Volve, and four recordings. */
export async function wellRows(folder: string): Promise<readonly RealismRow[]> {
  return [
    ...(await closureRows(folder)),
    ...(await sluggingRows()),
    ...(await instabilityRows(folder)),
    ...(await restrictionRows()),
    ...(await gaugeRows()),
    ...(await dayRows()),
  ];
}

/** 19 closures of the 3W data set, and the one recorded here. */
async function closureRows(folder: string): Promise<readonly RealismRow[]> {
  const options = { stepS: 10, atS: HOUR_S, windowS: 60 };
  const wells = await simulate({ mode: 'dhsv-closure', hours: 2.2 });
  const heads = wells.map((well) => responseOf(well('whp_bar'), options));
  const bottoms = wells.map((well) => responseOf(well('bhp_bar'), options));
  const drops = heads.map(({ share }) => -100 * share);
  const t63s = heads.map(({ t63S }) => t63S);
  const rises = bottoms.map(({ change }) => change / 10);
  const real = await readRecordedWell(folder, 'WELL-00003_20180206182917');
  const recorded = { stepS: 1, atS: real.begins('102'), windowS: 60 };
  const head = responseOf(real.column('P-TPT'), recorded);
  const bottom = responseOf(real.column('P-PDG'), recorded);
  return [
    ...span('closure, P-TPT drop, %', drops, [23, 71]),
    ...span('closure, P-TPT t10, s', heads.map(({ t10S }) => t10S), [0, 190]), // prettier-ignore
    ...span('closure, P-TPT t63, s', t63s, [150, 2_670]),
    ...span('closure, P-PDG rise, MPa', rises, [0.4, 1.7]),
    like('closure, drop, % (WELL-00003)', mean(drops), [-100 * head.share]),
    like('closure, t63, s (WELL-00003)', mean(t63s), [head.t63S]),
    like('closure, rise, MPa (WELL-00003)', mean(rises), [bottom.change / BAR / 10]),
  ];
}

/** 27 events of severe slugging of the 3W data set. */
async function sluggingRows(): Promise<readonly RealismRow[]> {
  const wells = await simulate({ mode: 'severe-slugging', hours: 25 });
  const steady = wells.map((well) => (name: string) => well(name).slice((7 * HOUR_S) / 10));
  const swing = (name: string): readonly number[] =>
    steady.map((well) => (100 * peakToPeak(well(name))) / mean(well(name)));
  return [
    ...span('slugging, period, min', steady.map((well) => periodOf(well('choke_bar'), 10) / 60), [46, 104]), // prettier-ignore
    ...span('slugging, P-MON-CKP peak-peak, %', swing('choke_bar'), [31, 222]),
    ...span('slugging, P-TPT peak-peak, %', swing('whp_bar'), [2, 22]),
    ...span('slugging, T peak-peak, K', steady.map((well) => peakToPeak(well('wht_c'))), [1, 18]), // prettier-ignore
  ];
}

const UNSTABLE = ['WELL-00001_20170316120203', 'WELL-00010_20180425020050', 'WELL-00014_20170923180059']; // prettier-ignore
/** Window of the running mean that slow drift is taken off with, s. */
const TREND_S = 1_200;

function shortPeriod(series: readonly number[], stepS: number): number {
  return periodOf(detrended(series, stepS, TREND_S), stepS) / 60;
}

function variation(series: readonly number[], stepS: number): number {
  return (100 * deviation(detrended(series, stepS, TREND_S))) / mean(series);
}

/** 23 events of flow instability of the 3W data set, and the three recorded here. */
async function instabilityRows(folder: string): Promise<readonly RealismRow[]> {
  const wells = await simulate({ mode: 'flow-instability', hours: 3.5 });
  const steady = wells.map((well) => (name: string) => well(name).slice((1.5 * HOUR_S) / 10));
  const periods = steady.map((well) => shortPeriod(well('choke_bar'), 10));
  const tops = steady.map((well) => variation(well('choke_bar'), 10));
  const heads = steady.map((well) => variation(well('whp_bar'), 10));
  const real = await Promise.all(UNSTABLE.map((name) => readRecordedWell(folder, name)));
  const recorded = (name: string, of: typeof variation): readonly number[] =>
    real.map((well) => of(well.column(name), 1));
  return [
    ...span('instability, period, min', periods, [2.7, 9]),
    ...span('instability, P-MON-CKP cv, %', tops, [0.5, 6]),
    ...span('instability, P-TPT cv, %', heads, [0.05, 1.6]),
    like('instability, period, min (3 wells)', mean(periods), recorded('P-MON-CKP', shortPeriod)),
    like('instability, P-MON cv, % (3 wells)', mean(tops), recorded('P-MON-CKP', variation)),
    like('instability, P-TPT cv, % (3 wells)', mean(heads), recorded('P-TPT', variation)),
  ];
}

/** Three quick restrictions of the choke in the 3W data set: too few to say how wells differ. */
async function restrictionRows(): Promise<readonly RealismRow[]> {
  const options = { stepS: 10, atS: HOUR_S, windowS: 900 };
  const wells = await simulate({ mode: 'choke-restriction', hours: 1.6 });
  const rise = (name: string): number =>
    mean(wells.map((well) => 100 * responseOf(well(name), options).share));
  return [
    {
      what: 'restriction, P-MON-CKP rise, %, mean',
      simulated: rise('choke_bar'),
      low: 4,
      high: 11,
    },
    { what: 'restriction, P-TPT rise, %, mean', simulated: rise('whp_bar'), low: 0.6, high: 0.8 },
  ];
}

/** What the bottom gauge shows about its ten-minute mean in a healthy well (3W). */
async function gaugeRows(): Promise<readonly RealismRow[]> {
  const wells = await simulate({ hours: 6, interval: '1s', count: 4 });
  const residuals = wells.map((well) => detrended(well('bhp_bar'), 1, 600));
  return [
    ...span('P-PDG noise, Pa', residuals.map((series) => BAR * deviation(series)), [300, 500]), // prettier-ignore
    ...span('P-PDG noise, correlation at 60 s', residuals.map((series) => autocorrelation(series, 60)), [0.2, 0.5]), // prettier-ignore
  ];
}

/** Two years of daily oil rates (Volve). */
async function dayRows(): Promise<readonly RealismRow[]> {
  const wells = await simulate({ hours: 2 * 365.25 * 24, interval: '600s', count: 3 });
  const logs = wells.map((well) =>
    means(well('oil_rate_bbl_s'), DAY_S / 600).map((rate) => Math.log(rate)),
  );
  const changes = logs.map((series) =>
    mean(series.slice(1).map((value, i) => 100 * Math.abs(value - (series[i] as number)))),
  );
  return [
    ...span('rate, change from day to day, %', changes, [3.7, 4.8]),
    ...span('rate, correlation of days', logs.map((series) => autocorrelation(series, 1)), [0.91, 0.99]), // prettier-ignore
  ];
}

type Band = readonly [low: number, high: number];

/** The least and the most of the wells, both within the band. */
function span(what: string, values: readonly number[], [low, high]: Band): readonly RealismRow[] {
  return [
    { what: `${what}, least`, simulated: Math.min(...values), low, high },
    { what: `${what}, most`, simulated: Math.max(...values), low, high },
  ];
}

/** Few recordings say little of the spread: a mean is like their middle one within a factor of two. */
const LIKENESS = 2;

function like(what: string, simulated: number, recorded: readonly number[]): RealismRow {
  const sorted = recorded.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] as number;
  return { what, simulated, low: middle / LIKENESS, high: middle * LIKENESS };
}

interface Simulation {
  /** What befalls every well after an hour. */
  readonly mode?: string;
  readonly hours: number;
  readonly interval?: string;
  readonly count?: number;
}

type WellSeries = (metric: string) => readonly number[];

async function simulate(simulation: Simulation): Promise<readonly WellSeries[]> {
  const { mode, hours, interval = '10s', count = 8 } = simulation;
  const profile = await loadProfile('oil-field', {
    overrides: [`count=${count}`, `interval=${interval}`],
    sections: { edge: z.unknown(), scoring: z.unknown() },
    profileDirs: [path.join(import.meta.dirname, '..', '..', 'profiles')],
  });
  const names = Array.from({ length: count }, (_, i) => `well-${String(i + 1).padStart(3, '0')}`);
  const faults: readonly FaultRequest[] =
    mode === undefined ? [] : names.map((device) => ({ mode, device, delayMs: 1_000 * HOUR_S }));
  const fleet = createFleet({ profile, seed: 'realism', start: START, faults });
  const rows = new Map(names.map((name) => [name, [] as Readonly<Record<string, number>>[]]));
  for (const { device, metrics } of fleet.advance(START + hours * HOUR_S * 1_000))
    rows.get(device)?.push(metrics);
  return names.map(
    (name) => (metric: string) => (rows.get(name) ?? []).map((row) => row[metric] as number),
  );
}
