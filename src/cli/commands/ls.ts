import { formatDuration } from '../../runtime/duration.ts';
import { faultModes } from '../../simulator/devices/families.ts';
import { listDocuments } from '../../simulator/yaml-library.ts';
import { loadRunProfile, profileDirs } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { LsOptions } from '../options/answer-options.ts';
import { createStyle } from '../style.ts';
import { alignColumns } from '../table.ts';

/** The profile that the documentation begins with. */
const EXAMPLE = 'wind-farm';

/** `pm-sim ls [profile]`: the profiles, or the faults of one. */
export async function lsCommand(options: LsOptions, io: CliIo): Promise<ExitCode> {
  const { profile } = options;
  return profile === undefined ? listAll(options, io) : listFaults(profile, options, io);
}

async function listAll({ json }: LsOptions, { stdout, env, cwd }: CliIo): Promise<ExitCode> {
  const profiles = await listDocuments({ kind: 'profile', dirs: profileDirs(cwd) });
  if (json) {
    stdout.write(`${JSON.stringify(profiles)}\n`);
    return EXIT.ok;
  }
  const style = createStyle(wantsColour(stdout, env));
  const lines = alignColumns(profiles.map(({ name, description }) => [name, description]));
  stdout.write(lines.map((line) => `${line}\n`).join(''));
  const example = profiles.find(({ name }) => name === EXAMPLE) ?? profiles[0];
  if (example !== undefined)
    stdout.write(style.dim(`\nRun one: pm-sim run --profile ${example.name}\n`));
  return EXIT.ok;
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
