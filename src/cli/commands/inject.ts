import { formatDuration } from '../../runtime/duration.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';
import { callRun } from '../control/call-run.ts';
import type { ModesResult } from '../control/protocol.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatInstant } from '../format.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { InjectOptions } from '../options/inject-options.ts';
import { createStyle } from '../style.ts';
import { alignColumns } from '../table.ts';

/**
 * `pm-sim inject`: faults into a run of another terminal.
 * @throws what `callRun` throws, and what the run has against the request
 */
export async function injectCommand(options: InjectOptions, io: CliIo): Promise<ExitCode> {
  const { stateDir, json } = options;
  const answer = await ask(options, stateDir);
  if (json) io.stdout.write(`${JSON.stringify(answer.result)}\n`);
  else io.stdout.write(textOf(answer, io));
  return EXIT.ok;
}

type Answer =
  | { readonly wish: 'list'; readonly result: ModesResult }
  | { readonly wish: 'inject'; readonly result: TruthEvent }
  | { readonly wish: 'repair'; readonly result: readonly TruthEvent[] };

async function ask(options: InjectOptions, stateDir: string): Promise<Answer> {
  if (options.wish === 'list') {
    const { device } = options;
    const command = { method: 'modes', ...(device === undefined ? {} : { device }) } as const;
    return { wish: 'list', result: await callRun(stateDir, command) };
  }
  if (options.wish === 'repair') {
    const { device, mode } = options;
    const command = { method: 'repair', device, ...(mode === undefined ? {} : { mode }) } as const;
    return { wish: 'repair', result: await callRun(stateDir, command) };
  }
  const { wish, stateDir: _state, json: _json, ...fault } = options;
  return { wish, result: await callRun(stateDir, { method: 'inject', ...fault }) };
}

function textOf(answer: Answer, io: CliIo): string {
  if (answer.wish === 'list') return modesText(answer.result, io);
  if (answer.wish === 'inject') return injectedText(answer.result);
  return answer.result
    .map(
      ({ mode, device, repaired = 0 }) =>
        `mended ${mode} in ${device} at ${formatInstant(repaired)}\n`,
    )
    .join('');
}

function injectedText(truth: TruthEvent): string {
  const { mode, device, onset, functionalFailure, severity, kind, channels } = truth;
  const failing = kind === 'operational' ? 'over' : 'failed';
  const moves = channels.length === 0 ? '' : `, moves ${channels.join(', ')}`;
  return (
    `injected ${mode} into ${device}, severity ${severity}: ` +
    `from ${formatInstant(onset)}, ${failing} at ${formatInstant(functionalFailure)} ` +
    `(simulated time)${moves}\n`
  );
}

function modesText({ modes, devices, profile }: ModesResult, { stdout, env }: CliIo): string {
  const rows = modes.map(({ mode, kind, defaultOverMs, description, channels }) => [
    mode,
    kind,
    formatDuration(defaultOverMs),
    description,
    channels.join(', '),
  ]);
  const lines = alignColumns([['FAULT', 'KIND', 'OVER', 'WHAT', 'MOVES'], ...rows]);
  const { count, first, last } = devices;
  const style = createStyle(wantsColour(stdout, env));
  const fleet = `${profile}: ${count} ${count === 1 ? `device, ${first}` : `devices, ${first} to ${last}`}`;
  return `${lines.join('\n')}\n${style.dim(`\n${fleet}`)}\n`;
}
