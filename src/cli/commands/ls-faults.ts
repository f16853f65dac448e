import { formatDuration } from '../../runtime/duration.ts';
import { faultModes } from '../../simulator/devices/families.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { LsOptions } from '../options/answer-options.ts';
import { createStyle } from '../style.ts';
import { alignColumns } from '../table.ts';

/** `pm-sim ls profile`: its faults. */
export async function listFaults(name: string, { json }: LsOptions, io: CliIo): Promise<ExitCode> {
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
