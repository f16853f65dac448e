import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { evaluate } from '../../detection/metrics/evaluate.ts';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import { evaluationPage } from '../evaluation/evaluation-page.ts';
import { evaluationText } from '../evaluation/evaluation-text.ts';
import { failedGates, parseGate } from '../evaluation/gates.ts';
import { leadOfProfile } from '../evaluation/lead-time.ts';
import { readJudged } from '../evaluation/read-judged.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { defined } from '../options/run-options.ts';
import type { EvalOptions } from '../options/eval-options.ts';

/** `pm-sim eval DIR`: the figures are shown first, then a gate that is not met decides the exit code. */
export async function evalCommand(options: EvalOptions, io: CliIo): Promise<ExitCode> {
  const gates = [
    ...options.failUnder.map((text) => parseGate(text, 'under')),
    ...options.failOver.map((text) => parseGate(text, 'over')),
  ];
  const { judged, profile } = readJudged({
    dir: resolve(io.cwd, options.dir),
    ...defined('alerts', options.alerts),
    ...defined('from', options.from),
    ...defined('to', options.to),
  });
  const leadMs = options.lead ?? (await leadOfProfile(profile, io.cwd));
  const evaluation = evaluate(judged, leadMs);
  const failures = failedGates(gates, evaluation);
  if (options.html !== undefined) writePage(options.html, evaluationPage(judged, evaluation));
  if (options.json) {
    const { from, to, devices } = judged;
    const answer = { from, to, devices: devices.length, leadMs, ...evaluation, failures };
    io.stdout.write(`${JSON.stringify(answer)}\n`);
  } else io.stdout.write(evaluationText(evaluation));
  for (const failure of failures) io.stderr.write(`pm-sim: ${failure}.\n`);
  return failures.length === 0 ? EXIT.ok : EXIT.gateFailed;
}

function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page);
  } catch (cause) {
    throw new PmSimError('eval/unwritable', `${path} cannot be written: ${messageOf(cause)}.`, {
      hint: 'Give --html a file that you may write.',
      cause,
    });
  }
}
