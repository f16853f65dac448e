// From sample to alert at 1,000 messages a second through the whole path, nothing filtered.
import { report, runCli, summaryOf, words } from './measure.ts';

const DEVICES = 100;
const FAULTY = 40;
const injections = Array.from({ length: FAULTY }, (_, i) => [
  '--inject',
  `gearbox-bearing-wear@wt-${String(i + 1).padStart(3, '0')}+${30 + i}m,over=10m`,
]).flat();
// 100 turbines every 10 s of simulated time, 100 times as fast: 1,000 messages a second.
const finished = await runCli([
  ...words(`run --profile wind-farm -c ${DEVICES} --seed 1 --speed 100 --duration 100m`),
  ...words('--set interval=10s --set edge.filters=[] --json'),
  ...injections,
]);
const summary = summaryOf(finished);
const { p50, p99 } = summary['latencyMs'] as { p50: number | null; p99: number | null };
report(
  'alert-latency-p99-at-1000-per-second',
  { value: p99 ?? Number.NaN, limit: 1_000, unit: 'ms' },
  {
    p50,
    alerts: summary['alerts'],
    messagesPerSecond: Math.round((summary['published'] as number) / (finished.wallMs / 1_000)),
  },
);
