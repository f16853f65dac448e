// The goals beside what the benchmarks have found: reads bench/results/*.json, prints a table, and
// writes it as bench/results/summary.md. A figure whose peer is marked * was measured elsewhere.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alignColumns } from '../src/cli/table.ts';
import { judge, MEASURES, type Results } from './goals.ts';

const folder = join(import.meta.dirname, 'results');

function readResults(): Results {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file): [string, unknown] => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')),
    ]),
  );
}

/** Three digits that count. */
function shown(value: number | undefined): string {
  if (value === undefined) return '–';
  return value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3))); // prettier-ignore
}

const results = readResults();
const verdicts = MEASURES.map((measure) => ({ measure, verdict: judge(measure, results) }));
const rows = verdicts.map(({ measure, verdict }) => {
  const { goal, what, unit, peer, ratio } = measure;
  const wanted = 'atMost' in ratio ? `≤ ${shown(ratio.atMost)}` : `≥ ${shown(ratio.atLeast)}`;
  const name = peer.when === 'page' ? `${peer.name}*` : peer.name;
  const figures = [shown(verdict.ours), name, shown(verdict.peers), shown(verdict.ratio)];
  return [goal, what, unit, ...figures, wanted, verdict.outcome];
});
const head = ['goal', 'what', 'unit', 'ours', 'peer', 'theirs', 'ratio', 'wanted', 'outcome'];
console.log(alignColumns([head, ...rows]).join('\n'));
const count = (outcome: string): number =>
  verdicts.filter(({ verdict }) => verdict.outcome === outcome).length;
console.log(
  `\n${count('met')} met, ${count('missed')} missed, ${count('not measured')} not measured.`,
);
const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`);
writeFileSync(join(folder, 'summary.md'), lines.join(''));
