import { formatDuration } from '../../runtime/duration.ts';
import { faultModes } from '../../simulator/devices/families.ts';
import { listDocuments, type DocumentListing } from '../../simulator/yaml-library.ts';
import { loadRunProfile, profileDirs, scenarioDirs } from '../compose/profile-sections.ts';
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
  return profile === undefined ? listAll(options, io) : listFaults(profile, options, io);
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

async function listFaults(name: string, { json }: LsOptions, io: CliIo): Promise<ExitCode> {
  const { stdout, env, cwd } = io;
  const profile = await loadRunProfile(name, [], cwd);
  const modes = faultModes(profile.device);
  if (json) {
    stdout.write(`${JSON.stringify(modes)}\n`);
    return EXIT.ok;
  }
  const rows = modes.map(({ mode, description, defaultOverMs, channels }) => [
    mode,
    formatDuration(defaultOverMs),
    description,
    channels.join(', '),
  ]);
  const lines = alignColumns([['FAULT', 'OVER', 'WHAT', 'MOVES'], ...rows]);
  stdout.write(lines.map((line) => `${line}\n`).join(''));
  const [first] = modes;
  if (first !== undefined) {
    const device = `${profile.naming.prefix}-${'1'.padStart(profile.naming.digits, '0')}`;
    const example = `pm-sim run --profile ${profile.profile} --inject ${first.mode}@${device}+10m,over=20m`;
    stdout.write(createStyle(wantsColour(stdout, env)).dim(`\nInject one: ${example}\n`));
  }
  return EXIT.ok;
}
