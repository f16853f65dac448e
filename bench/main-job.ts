// The main job with 500 turbines at 1 Hz in real time: how much of one core it takes in total.
import { report, runCli, summaryOf, words } from './measure.ts';

const SECONDS = 60;
const finished = await runCli(
  words(`run --profile wind-farm -c 500 --seed 1 --speed 1 --duration ${SECONDS}s --json`),
);
const { generated, published, lost, duplicated, wallMs } = summaryOf(finished);
report(
  'main-job-500-turbines',
  { value: finished.cpuMs / finished.wallMs, limit: 1, unit: 'cores' },
  {
    generated,
    published,
    lost,
    duplicated,
    wallMs,
    cpuMs: finished.cpuMs,
    rssMib: finished.rssMib,
  },
);
