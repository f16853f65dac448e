import { onlyFolder } from '../merge-judged.ts';
import { resolve } from 'node:path';
import type { CliIo } from '../../io.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { EvalOptions } from '../../options/eval-options.ts';
import { failedGates, parseGate } from '../gates.ts';
import { leadOfFamily } from '../lead-time.ts';
import { writePage } from '../write-page.ts';
import { openTrialData, runTrial } from './run-trial.ts';
import { trialPage } from './trial-page.ts';
import { trialText } from './trial-text.ts';

/** `pm-sim eval DIR --detector …`: runs detectors over a data set and shows them side by side. */
export async function trialCommand(options: EvalOptions, io: CliIo): Promise<ExitCode> {
  const { detector: names = [] } = options;
  const scope = { names, otherwise: names, trial: true };
  const gates = [
    ...options.failUnder.map((text) => parseGate(text, 'under', scope)),
    ...options.failOver.map((text) => parseGate(text, 'over', scope)),
  ];
  const data = await openTrialData(resolve(io.cwd, onlyFolder(options.dirs, '--detector')), io.cwd);
  const leadMs = options.lead ?? leadOfFamily(data.profile.device);
  const report = await runTrial(data, names, leadMs);
  const { detectors, trivial } = report;
  const failures = failedGates(gates, detectors);
  if (options.html !== undefined) writePage(options.html, trialPage(data, report));
  if (options.json) {
    const { from, to, devices } = data.frame;
    const answer = { from, to, devices: devices.length, leadMs, detectors, trivial, failures };
    io.stdout.write(`${JSON.stringify(answer)}\n`);
  } else io.stdout.write(trialText(report));
  for (const failure of failures) io.stderr.write(`pm-sim: ${failure}.\n`);
  return failures.length === 0 ? EXIT.ok : EXIT.gateFailed;
}
