import { PmSimError } from '../../runtime/errors.ts';
import { planEvents } from '../../simulator/scenario/plan-events.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.ts';
import { isKnown, openDocument } from '../../simulator/yaml-library.ts';
import { loadChosenFleet } from '../compose/chosen-fleet.ts';
import { profileDirs, scenarioDirs } from '../compose/library-dirs.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { ValidateOptions } from '../options/answer-options.ts';
import { createStyle } from '../style.ts';

interface Verdict {
  readonly file: string;
  readonly valid: boolean;
  readonly problems: string;
}

/** `pm-sim validate FILE…`: all files are judged, then the exit code is 2 if one was wrong. */
export async function validateCommand(options: ValidateOptions, io: CliIo): Promise<ExitCode> {
  const verdicts: Verdict[] = [];
  for (const file of options.files) verdicts.push(await judge(file, io.cwd));
  if (options.json) io.stdout.write(`${JSON.stringify(verdicts)}\n`);
  else io.stdout.write(verdicts.map((verdict) => verdictText(verdict, io)).join(''));
  return verdicts.every(({ valid }) => valid) ? EXIT.ok : EXIT.usage;
}

async function judge(file: string, cwd: string): Promise<Verdict> {
  try {
    if (await isScenario(file, cwd)) await checkScenario(file, cwd);
    else await loadRunProfile(file, [], cwd);
    return { file, valid: true, problems: '' };
  } catch (error) {
    if (!(error instanceof PmSimError) || error.kind !== 'user') throw error;
    return { file, valid: false, problems: error.message };
  }
}

/** A file with the key `scenario`, or the name of one where no profile has that name. */
async function isScenario(file: string, cwd: string): Promise<boolean> {
  const profiles = { kind: 'profile', dirs: profileDirs(cwd) } as const;
  const isName = await isKnown(file, { kind: 'scenario', dirs: scenarioDirs(cwd) });
  if (isName && !(await isKnown(file, profiles))) return true;
  return 'scenario' in (await openDocument(file, profiles)).data;
}

/** By itself, and against the fleet of the profile that it names. */
async function checkScenario(file: string, cwd: string): Promise<void> {
  const scenario = await loadScenario(file, scenarioDirs(cwd));
  if (scenario.profile === undefined) return;
  const { profile, campaign } = await loadChosenFleet({ scenario: file, overrides: [] }, cwd);
  planEvents({
    profile,
    scenario,
    campaign,
    seed: scenario.seed ?? '0',
    start: profile.startMs,
    spanMs: scenario.durationMs,
    injected: [],
  });
}

function verdictText({ file, valid, problems }: Verdict, { stdout, env }: CliIo): string {
  const style = createStyle(wantsColour(stdout, env));
  if (valid) return `${style.green('ok')}     ${file}\n`;
  const lines = problems.split('\n').map((line) => `       ${line.trim()}\n`);
  return `${style.red('wrong')}  ${file}\n${lines.join('')}`;
}
