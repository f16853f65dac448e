import { formatDuration } from '../../runtime/duration.ts';
import { faultModes } from '../../simulator/devices/families.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { ShowOptions } from '../options/show-options.ts';
import { alignColumns } from '../table.ts';
import { profileText } from './profile-text.ts';
import { showPlot } from './show-plot.ts';

/** `pm-sim show PROFILE`: every value that a run would use, and what can be injected. */
export async function showCommand(options: ShowOptions, io: CliIo): Promise<ExitCode> {
  const profile = await loadRunProfile(options.profile, options.set, io.cwd);
  if (options.plot) return showPlot(profile, options, io);
  const faults = faultModes(profile.device);
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ profile, faults })}\n`);
    return EXIT.ok;
  }
  const rows = faults.map(({ mode, defaultOverMs, description }) => [
    `#   ${mode}`,
    `over ${formatDuration(defaultOverMs)}`,
    description,
  ]);
  const faultText = ['', '# Faults for --inject:', ...alignColumns(rows)].join('\n');
  io.stdout.write(`${profileText(profile)}${faultText}\n`);
  return EXIT.ok;
}
