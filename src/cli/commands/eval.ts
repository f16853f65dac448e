import { resolve } from 'node:path';
import { evaluate, SOURCES } from '../../detection/metrics/evaluate.ts';
import { evaluationPage } from '../evaluation/evaluation-page.ts';
import { evaluationText } from '../evaluation/evaluation-text.ts';
import { failedGates, parseGate, type GateScope } from '../evaluation/gates.ts';
import { leadOfProfile } from '../evaluation/lead-time.ts';
import { mergeFolders, onlyFolder, type MergedFolders } from '../evaluation/merge-judged.ts';
import { readJudged } from '../evaluation/read-judged.ts';
import { writePage } from '../evaluation/write-page.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { defined } from '../options/run-options.ts';
import type { EvalOptions } from '../options/eval-options.ts';

const RUN: GateScope = { names: SOURCES, otherwise: ['either'], trial: false };

/** `pm-sim eval DIR…`: the figures are shown first, then a gate that is not met decides the exit code. */
export async function evalCommand(options: EvalOptions, io: CliIo): Promise<ExitCode> {
  if (options.sweep !== undefined) {
    const { sweepCommand } = await import('../evaluation/sweep/sweep-command.ts');
    return sweepCommand(options, options.sweep, io);
  }
  if (options.detector !== undefined) {
    const { trialCommand } = await import('../evaluation/trial/trial-command.ts');
    return trialCommand(options, io);
  }
  const gates = [
    ...options.failUnder.map((text) => parseGate(text, 'under', RUN)),
    ...options.failOver.map((text) => parseGate(text, 'over', RUN)),
  ];
  const { judged, profile, telemetrySha256 } = readAll(options, io.cwd);
  const leadMs = options.lead ?? (await leadOfProfile(profile, io.cwd));
  const evaluation = evaluate(judged, leadMs);
  const failures = failedGates(gates, { ...evaluation });
  if (options.html !== undefined) writePage(options.html, evaluationPage(judged, evaluation));
  if (options.json) {
    const { from, to, devices } = judged;
    const known = {
      from,
      to,
      devices: devices.length,
      ...defined('telemetrySha256', telemetrySha256),
    };
    const answer = { ...known, leadMs, ...evaluation, failures };
    io.stdout.write(`${JSON.stringify(answer)}\n`);
  } else io.stdout.write(evaluationText(evaluation));
  for (const failure of failures) io.stderr.write(`pm-sim: ${failure}.\n`);
  return failures.length === 0 ? EXIT.ok : EXIT.gateFailed;
}

/** The folders as one; those of shards have their alerts beside their truth. */
function readAll(options: EvalOptions, cwd: string): MergedFolders {
  const { dirs } = options;
  if (options.alerts !== undefined) onlyFolder(dirs, '--alerts');
  return mergeFolders(
    dirs.map((dir) =>
      readJudged({
        dir: resolve(cwd, dir),
        ...defined('alerts', options.alerts),
        ...defined('from', options.from),
        ...defined('to', options.to),
      }),
    ),
  );
}
