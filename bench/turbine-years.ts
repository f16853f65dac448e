/**
 * Simulated turbine-years of 10-minute records through the whole path at `--speed max`: edge filters,
 * broker, rule, stream, score function, alert function, tables. Prints the wall time and whether memory
 * stays flat from the first third of the run to its end.
 *
 *   npm run build && npx tsx bench/turbine-years.ts [--turbines 20] [--days 60]
 *   npm run build && npx tsx bench/turbine-years.ts --whole     # 100 turbines, a year each
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, report, runCli, summaryOf, words } from './measure.ts';

const { values } = parseArgs({
  options: {
    turbines: { type: 'string', default: '20' },
    days: { type: 'string', default: '60' },
    whole: { type: 'boolean', default: false },
  },
});
const TURBINES = values.whole ? 100 : Number(values.turbines);
const DAYS = values.whole ? 365 : Number(values.days);
const DAYS_PER_YEAR = 365;
const DAY_S = 86_400;
/** The resident set breathes with garbage and with the table's compactions by about as much. */
const FLAT_RATIO = 1.15;

const folder = mkdtempSync(join(tmpdir(), 'pm-sim-turbine-years-'));
const memoryFile = join(folder, 'memory.ndjson');
try {
  process.env['PM_SIM_BENCH_MEMORY'] = memoryFile;
  const options = `-c ${TURBINES} --seed 1 --speed max --duration ${DAYS}d --set interval=10m`;
  const finished = await runCli(words(`run --profile wind-farm ${options} --json`), [
    '--expose-gc',
    '--import',
    join(import.meta.dirname, 'memory-probe.mjs'),
  ]);
  const { generated, published, scored, alerts, lost, duplicated } = summaryOf(finished);
  const wallS = finished.wallMs / 1_000;
  const years = (TURBINES * DAYS) / DAYS_PER_YEAR;
  report(
    'turbine-years',
    { value: wallS, limit: DAYS * DAY_S, unit: 's' },
    {
      turbines: TURBINES,
      days: DAYS,
      turbineYears: years,
      secondsPerTurbineYear: wallS / years,
      readingsPerSecond: Math.round((generated as number) / wallS),
      scoredPerSecond: Math.round((scored as number) / wallS),
      microsecondsOfProcessorPerReading: (1_000 * finished.cpuMs) / (generated as number),
      generated,
      published,
      scored,
      alerts,
      lost,
      duplicated,
    },
  );
  tellMemory();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The end of the run against the time right after its first third. */
function tellMemory(): void {
  const lines = readFileSync(memoryFile, 'utf8').trim().split('\n');
  const rssMb = lines.map((line) => (JSON.parse(line) as { readonly rss: number }).rss / 1e6);
  const steady = rssMb.slice(Math.floor(rssMb.length / 3));
  const quarter = Math.max(1, Math.floor(steady.length / 4));
  const [begin, end] = [median(steady.slice(0, quarter)), median(steady.slice(-quarter))];
  report(
    'turbine-years-memory',
    { value: end, limit: begin * FLAT_RATIO, unit: 'MB resident' },
    { samples: rssMb.length },
  );
}
