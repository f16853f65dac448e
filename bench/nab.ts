/**
 * Scores the Numenta Anomaly Benchmark, one configuration for every file.
 *
 *   npm run bench:nab -- FOLDER --out scores.csv [--raw] [--detector NAME]
 *
 * FOLDER is a checkout of NAB (`data/` and `labels/`) or a folder with some of its files and
 * `combined_windows.json`. Writes `file,index,score`: `file` relative to `data/`, `index` the row, and
 * as score that of an alert after the alert policy, 0 where there is none; with `--raw` the plain score
 * of the forest. Prints alerts and false alarms for every detector, so that none is seen alone.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { NAB_PROFILES } from '../src/detection/metrics/nab.ts';
import { loadCorpus, type NabFile } from './nab-corpus.ts';
import { contenders, type Contender } from './nab-contenders.ts';
import { corpusScore, tuneThreshold, type Scored } from './nab-score.ts';

const USAGE = 'usage: npm run bench:nab -- FOLDER [--out scores.csv] [--raw] [--detector NAME]\n';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    raw: { type: 'boolean', default: false },
    detector: { type: 'string', default: 'rcf' },
  },
});
const folder = positionals[0];
if (folder === undefined) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const corpus = loadCorpus(folder);
const days = corpus.reduce((sum, file) => sum + file.days, 0);
process.stdout.write(
  `${corpus.length} files, ${corpus.reduce((n, f) => n + f.values.length, 0)} rows, ${days.toFixed(0)} days\n` +
    'detector           windows  alerts  false  false/day  NAB no label  NAB tuned (at)   s\n',
);
rules();
for (const contender of contenders()) {
  const began = performance.now();
  const scored = corpus.map((file) => ({ file, scores: run(contender, file) }));
  report(contender.name, scored, (performance.now() - began) / 1_000);
  if (contender.name === options.detector && options.out !== undefined) {
    const written = options.raw
      ? corpus.map((file) => ({ file, scores: raw(contender, file) }))
      : scored;
    writeFileSync(options.out, csvOf(written));
  }
}

/**
 * What the benchmark's rules fix on any corpus: silence scores 0 in every profile, one alarm at the
 * first row of every window 100.
 */
function rules(): void {
  const silent = corpus.map((file) => ({ file, scores: new Float64Array(file.values.length) }));
  const perfect = silent.map(({ file, scores }) => {
    const alarms = scores.slice();
    for (const [first] of file.windows) alarms[first] = 1;
    return { file, scores: alarms };
  });
  for (const [name, costs] of Object.entries(NAB_PROFILES)) {
    const figures = [silent, perfect].map((one) => corpusScore(one, 1, costs).toFixed(1));
    process.stdout.write(`rules, ${name}: silent ${figures[0]}, perfect ${figures[1]}\n`);
  }
}

/** Confidence of each row that is an alert; 0 elsewhere. */
function run(contender: Contender, file: NabFile): Float64Array {
  const step = contender.start();
  return file.values.map((value) => step(value).alert);
}

function raw(contender: Contender, file: NabFile): Float64Array {
  const step = contender.start();
  return file.values.map((value) => step(value).score);
}

function report(name: string, scored: readonly Scored[], seconds: number): void {
  let windows = 0;
  let hit = 0;
  let alerts = 0;
  let wrong = 0;
  for (const { file, scores } of scored) {
    const found = new Set<number>();
    scores.forEach((score, row) => {
      if (score <= 0 || row < file.probation) return;
      alerts += 1;
      const window = file.windows.findIndex(([from, to]) => row >= from && row <= to);
      if (window < 0) wrong += 1;
      else found.add(window);
    });
    windows += file.windows.length;
    hit += found.size;
  }
  const fixed = corpusScore(scored, Number.MIN_VALUE);
  const tuned = tuneThreshold(scored);
  process.stdout.write(
    [
      name.padEnd(18),
      `${hit}/${windows}`.padStart(7),
      String(alerts).padStart(7),
      String(wrong).padStart(6),
      (wrong / days).toFixed(3).padStart(10),
      fixed.toFixed(1).padStart(13),
      tunedText(tuned).padStart(15),
      seconds.toFixed(0).padStart(4),
    ].join(' ') + '\n',
  );
}

/** A detector may do best by saying nothing at all. */
function tunedText({ threshold, score }: { readonly threshold: number; readonly score: number }) {
  return threshold > 1 ? '0.0 (silent)' : `${score.toFixed(1)} (${threshold.toFixed(2)})`;
}

function csvOf(scored: readonly Scored[]): string {
  const lines = ['file,index,score'];
  for (const { file, scores } of scored) {
    scores.forEach((score, row) => lines.push(`${file.name},${row},${score}`));
  }
  return `${lines.join('\n')}\n`;
}
