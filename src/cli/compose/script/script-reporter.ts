import type { ConnectionEvent } from '../../../simulator/connection/device-connection.ts';
import { formatCount } from '../../format.ts';
import type { CliIo } from '../../io.ts';
import type { ScriptEvent, ScriptSummary } from './script-events.ts';

export interface ScriptReporterOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

type Tell = (event: ScriptEvent) => void;
type EventOf<Type extends ScriptEvent['type']> = Extract<ScriptEvent, { readonly type: Type }>;

/** Between two tellings of progress, ms of wall time: a terminal overwrites its line. */
const TERMINAL_EVERY_MS = 500;
const LOG_EVERY_MS = 10_000;
/** Lost and refused clients told one by one; a wrong password has thousands of the same. */
const TOLD_MAX = 5;

/** NDJSON on stdout, or lines on stderr. */
export function createScriptReporter(io: CliIo, options: ScriptReporterOptions): Tell {
  if (options.json) return jsonReporter(io, options);
  return linesReporter(io, options);
}

function jsonReporter({ stdout }: CliIo, { quiet }: ScriptReporterOptions): Tell {
  return (event) => {
    if (quiet && event.type !== 'summary') return;
    stdout.write(`${JSON.stringify(event)}\n`);
  };
}

function linesReporter({ stderr }: CliIo, { quiet, verbose }: ScriptReporterOptions): Tell {
  const terminal = stderr.isTTY === true;
  const everyMs = terminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS;
  const begin = terminal ? '\r\u001b[K' : '';
  let told = 0;
  let next = everyMs;
  const say = (text: string): void => void stderr.write(`${begin}${text}\n`);
  function tellConnection({ device, state, reason }: ConnectionEvent): void {
    const matters = state === 'refused' || state === 'disconnected';
    if (!verbose && (!matters || told > TOLD_MAX)) return;
    told += matters ? 1 : 0;
    if (!verbose && told > TOLD_MAX) return say('and so on: the summary counts them.');
    say(`${device} ${state === 'refused' ? 'was refused' : state}${reason ? `: ${reason}` : ''}`);
  }
  return (event) => {
    if (event.type === 'summary') stderr.write(`${begin}${summaryText(event)}`);
    else if (quiet) return;
    else if (event.type === 'started') say(startedText(event));
    else if (event.type === 'connection') tellConnection(event);
    else if (event.wallMs >= next) {
      next = event.wallMs + everyMs;
      stderr.write(`${begin}${progressText(event)}${terminal ? '' : '\n'}`);
    }
  };
}

function startedText(event: EventOf<'started'>): string {
  const { script, clients, broker, messageIntervalMs, limit } = event;
  const each = limit === null ? 'until Ctrl+C' : `${formatCount(limit)} of each`;
  return `${script}: ${counted(clients, 'client')} at ${broker}, a message every ${messageIntervalMs} ms, ${each}.`;
}

function progressText(event: EventOf<'progress'>): string {
  const { sent, acknowledged, connected, wallMs } = event;
  const acks = acknowledged === null ? '' : `, ${formatCount(acknowledged)} acknowledged`;
  const rate = (sent / wallMs) * 1_000;
  return `${formatCount(sent)} sent${acks}, ${rateText(rate)}, ${formatCount(connected)} connected`;
}

function summaryText(summary: ScriptSummary): string {
  const { script, clients, sent, acknowledged, lost, refused, resent, seed, start } = summary;
  const parts = [
    `${formatCount(sent)} sent`,
    acknowledged === null
      ? 'QoS 0: none is acknowledged'
      : `${formatCount(acknowledged)} acknowledged`,
    ...(lost > 0 ? [`${formatCount(lost)} lost`] : []),
    ...(resent > 0 ? [`${formatCount(resent)} sent again`] : []),
    ...(refused > 0 ? [`${counted(refused, 'client')} refused`] : []),
    `${rateText(summary.messagesPerS)} in ${(summary.wallMs / 1_000).toFixed(1)} s`,
  ];
  return [
    `${script}, ${counted(clients, 'client')}: ${parts.join(', ')}.`,
    `The same bytes again: --seed ${seed} --start ${start}`,
    '',
  ].join('\n');
}

function rateText(perS: number): string {
  return `${perS < 100 ? perS.toFixed(1) : formatCount(perS)} msgs/s`;
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
