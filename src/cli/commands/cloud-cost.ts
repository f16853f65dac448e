import { costForecast } from '../compose/cost-forecast.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { CostOptions } from '../options/cloud-options.ts';
import { costText } from './cost-text.ts';

/** `pm-sim cloud cost`: what a month costs, for each size of the fleet, with and without filters. */
export async function cloudCostCommand(options: CostOptions, io: CliIo): Promise<ExitCode> {
  const profile = await loadRunProfile(options.profile, options.set, io.cwd);
  const result = costForecast(profile, options);
  io.stdout.write(options.json ? `${JSON.stringify(result)}\n` : costText(result));
  return EXIT.ok;
}
