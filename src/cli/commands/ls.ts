import { listDocuments, type DocumentListing } from '../../simulator/yaml-library.ts';
import { profileDirs, scenarioDirs } from '../compose/library-dirs.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { LsOptions } from '../options/answer-options.ts';
import { createStyle } from '../style.ts';
import { alignColumns } from '../table.ts';

/** The profile that the documentation begins with. */
const EXAMPLE = 'wind-farm';

/** `pm-sim ls [profile]`: profiles and scenarios, or the faults of a profile. */
export async function lsCommand(options: LsOptions, io: CliIo): Promise<ExitCode> {
  const { profile } = options;
  if (profile === undefined) return listAll(options, io);
  const { listFaults } = await import('./ls-faults.ts');
  return listFaults(profile, options, io);
}

/** The scenario that it shows how to run. */
const SCENARIO_EXAMPLE = 'wind-farm-gearbox';

async function listAll({ json }: LsOptions, { stdout, env, cwd }: CliIo): Promise<ExitCode> {
  const profiles = await listDocuments({ kind: 'profile', dirs: profileDirs(cwd) });
  const scenarios = await listDocuments({ kind: 'scenario', dirs: scenarioDirs(cwd) });
  if (json) {
    const all = [
      ...profiles.map((listing) => ({ kind: 'profile', ...listing })),
      ...scenarios.map((listing) => ({ kind: 'scenario', ...listing })),
    ];
    stdout.write(`${JSON.stringify(all)}\n`);
    return EXIT.ok;
  }
  const style = createStyle(wantsColour(stdout, env));
  const examples = [
    exampleOf(profiles, EXAMPLE).map((name) => `Run one: pm-sim run --profile ${name}\n`),
    exampleOf(scenarios, SCENARIO_EXAMPLE).map(
      (name) => `Play one: pm-sim run --scenario ${name}\n`,
    ),
  ].flat();
  stdout.write(`${listText(profiles)}\nScenarios:\n${listText(scenarios)}`);
  if (examples.length > 0) stdout.write(style.dim(`\n${examples.join('')}`));
  return EXIT.ok;
}

function listText(listings: readonly DocumentListing[]): string {
  const lines = alignColumns(listings.map(({ name, description }) => [name, description]));
  return lines.map((line) => `${line}\n`).join('');
}

/** The name wanted, or the first there is. */
function exampleOf(listings: readonly DocumentListing[], wanted: string): readonly string[] {
  const found = listings.find(({ name }) => name === wanted) ?? listings[0];
  return found === undefined ? [] : [found.name];
}
