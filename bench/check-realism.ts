/**
 * Compares what is simulated with what was measured on real machines.
 * Usage: npm run check:realism -- FOLDER [SUBJECT ...], where FOLDER holds the recorded data.
 * Exit code 1 when a statistic lies outside its band.
 */
import { bearingRows } from './realism/bearings.ts';
import type { RealismRow } from './realism/row.ts';
import { wellRows } from './realism/wells.ts';
import { windRows } from './realism/wind.ts';

const SUBJECTS: Readonly<Record<string, (folder: string) => Promise<readonly RealismRow[]>>> = {
  wells: wellRows,
  wind: windRows,
  bearings: bearingRows,
};

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: npm run check:realism -- FOLDER [SUBJECT ...]');
  process.exit(2);
}
const counts = { inside: 0, outside: 0 };
for (const [subject, rowsOf] of Object.entries(SUBJECTS)) {
  if (wanted.length > 0 && !wanted.includes(subject)) continue;
  console.log(`${subject}:`);
  for (const row of await rowsOf(folder)) {
    const verdict = row.simulated >= row.low && row.simulated <= row.high ? 'inside' : 'outside';
    counts[verdict] += 1;
    console.log(`  ${line(row)} ${verdict}`);
  }
}
console.log(JSON.stringify(counts));
process.exitCode = counts.outside === 0 ? 0 : 1;

function line({ what, simulated, low, high }: RealismRow): string {
  return `${what.padEnd(34)} ${figure(simulated)}   real ${figure(low)} ... ${figure(high)}`;
}

function figure(value: number): string {
  return value.toFixed(4).padStart(11);
}
