// Preloaded into a measured process: writes what it cost when it exits.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  const cost = { cpuMs: (user + system) / 1_000, rssMib: maxRSS / 1_024 };
  if (process.env.PM_SIM_BENCH_COST)
    writeFileSync(process.env.PM_SIM_BENCH_COST, JSON.stringify(cost));
});
