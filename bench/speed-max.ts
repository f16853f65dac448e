// A day of 10-second telemetry of 100 turbines through the whole path, as fast as it goes.
import { report, runCli, summaryOf, words } from './measure.ts';

const DAY_S = 86_400;
const finished = await runCli(
  words(
    'run --profile wind-farm -c 100 --seed 1 --speed max --duration 24h --set interval=10s --json',
  ),
);
const { generated, published, scored, alerts, lost, duplicated } = summaryOf(finished);
report(
  'speed-max-100-turbine-days',
  { value: finished.wallMs / 1_000, limit: DAY_S, unit: 's' },
  {
    timesRealTime: Math.round(DAY_S / (finished.wallMs / 1_000)),
    readingsPerSecond: Math.round((generated as number) / (finished.wallMs / 1_000)),
    generated,
    published,
    scored,
    alerts,
    lost,
    duplicated,
    rssMib: finished.rssMib,
  },
);
