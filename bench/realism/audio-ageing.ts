import type { RealismRow } from './row.ts';
import { columnsOf, profileOf, type Columns } from './simulate.ts';
import { line, mean } from './statistics.ts';

const DAY_MS = 86_400_000;
const SPEAKERS = 6;
const AGEING_DAYS = 200;
/** Speakers that play all day, at a steady room temperature. */
const BUSY = [
  'model.headphoneShare=0',
  'model.usage.playsPerDay=48',
  'model.usage.idleMin=1',
  'site.roomSwingK=0',
] as const;

/** How cells fade with use (consumer cells, 80 % after 500-800 cycles) and what heat does to a coil. */
export async function ageingRows(): Promise<readonly RealismRow[]> {
  return [
    {
      what: 'battery fade a cycle, %',
      simulated: mean((await fading()).map((columns) => fadePct(columns))),
      low: 0.025,
      high: 0.04,
    },
    {
      what: 'coil at 200 C over 25 C, %',
      simulated: mean((await heating()).map((columns) => hotPct(columns))),
      low: 68,
      high: 72,
    },
  ];
}

async function fading(): Promise<readonly Columns[]> {
  const noCalendar = 'model.battery.fadePctPerYear=0';
  const profile = await profileOf('bose-fleet', [`count=${SPEAKERS}`, 'interval=600s', ...BUSY, noCalendar]); // prettier-ignore
  return columnsOf(profile, AGEING_DAYS * DAY_MS);
}

function fadePct(columns: Columns): number {
  const of = (name: string): Float64Array => columns.get(name) as Float64Array;
  return -line(of('cycle_count'), of('batt_soh_pct')).slope;
}

async function heating(): Promise<readonly Columns[]> {
  const loud = ['model.usage.crest=1', 'model.usage.volumeRangeDb=10'];
  const profile = await profileOf('bose-fleet', [`count=${SPEAKERS}`, 'interval=60s', ...BUSY, ...loud]); // prettier-ignore
  return columnsOf(profile, 2 * DAY_MS);
}

function hotPct(columns: Columns): number {
  const of = (name: string): Float64Array => columns.get(name) as Float64Array;
  const { at0, slope } = line(of('coil_temp_est_c'), of('spk_re_ohm_1'));
  return (100 * slope * (200 - 25)) / (at0 + 25 * slope);
}
