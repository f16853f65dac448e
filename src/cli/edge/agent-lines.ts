import { formatBytes, formatCount, formatInstant, formatValue, severityMark } from '../format.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { EdgeRunOptions } from '../options/edge-options.ts';
import { createStyle, type Style } from '../style.ts';
import { createRepeats } from '../reporters/repeats.ts';
import type { AgentFile } from './load-agent-file.ts';
import type { AgentEvent, AgentStatus } from './run-agent.ts';

/** Tells people, or a program, what an agent does. */
export interface AgentReporter {
  began(file: AgentFile): void;
  tell(this: void, event: AgentEvent): void;
  ended(status: AgentStatus): void;
}

/** Lines of input that were no reading which are told one by one; the rest is only counted. */
const MALFORMED_TOLD_MAX = 10;

/** Lines on stderr; with `--json` NDJSON on stdout instead. */
export function createAgentLines(options: EdgeRunOptions, io: CliIo): AgentReporter {
  const style = createStyle(wantsColour(io.stderr, io.env));
  let malformed = 0;
  const say = (text: string): void => {
    if (options.quiet || options.json) return;
    io.stderr.write(`${style.dim(new Date(io.now()).toISOString().slice(11, 19))}  ${text}\n`);
  };
  const refusals = createRepeats({
    now: io.now,
    tell: (text) => say(`${style.red('refused')}  ${text}`),
  });
  const emit = (value: unknown): void => {
    if (options.json) io.stdout.write(`${JSON.stringify(value)}\n`);
  };
  return {
    began({ config }) {
      const kinds = config.edge.filters.map((filter) => Object.keys(filter)[0]);
      const filters = kinds.length === 0 ? 'no filter' : kinds.join(' → ');
      say(`${style.bold(config.agent)}  ${filters}; Ctrl+C stops it, and loses nothing`);
      emit({ type: 'started', agent: config.agent });
    },
    tell(event) {
      emit(event);
      if (event.type === 'malformed') {
        malformed += 1;
        if (malformed > MALFORMED_TOLD_MAX) return;
      }
      if (event.type === 'refused') refusals.take(`${event.topic}: ${event.reason}`);
      else refusals.tellDue();
      const text = eventText(event, style);
      if (text !== undefined) say(text);
    },
    ended(status) {
      refusals.tellAll();
      emit({ type: 'summary', ...status, malformed });
      if (!options.json) io.stderr.write(summaryText(status, malformed));
    },
  };
}

function eventText(event: AgentEvent, style: Style): string | undefined {
  switch (event.type) {
    case 'connection':
      return `${event.state}${event.reason === undefined ? '' : `: ${event.reason}`}`;
    case 'alarm': {
      const { device, metric, value, limit, state, severity, ts } = event;
      const mark = state === 'raised' ? severityMark(severity, style) : style.dim;
      const what = `${metric} ${formatValue(value)}, limit ${formatValue(limit)}`;
      return `${mark(`${severity} ${state}`)}  ${device}  ${what}  ${formatInstant(ts)}`;
    }
    case 'malformed':
      return `${style.yellow('skipped')}  ${event.where}: ${event.text}`;
    case 'refused':
      return undefined;
    case 'log':
      return event.level === 'debug' ? undefined : event.text;
    case 'status':
      return statusText(event);
  }
  return undefined;
}

function statusText({ readings, buffer, held }: AgentStatus): string {
  return `${formatCount(readings.readings)} readings, ${formatCount(readings.kept)} kept, ${formatCount(buffer.delivered)} delivered, ${formatCount(held)} waiting (${formatBytes(buffer.bytes)})`;
}

function summaryText(status: AgentStatus, malformed: number): string {
  const { readings, buffer, held, refused } = status;
  const dropped = Object.entries(readings.dropped).map(([name, n]) => `${name} ${formatCount(n)}`);
  const lines = [
    `${formatCount(readings.readings)} readings of ${formatCount(readings.devices)} devices, ${formatCount(readings.kept)} kept, ${formatCount(readings.alarms)} alarms`,
    ...(dropped.length === 0 ? [] : [`dropped: ${dropped.join(', ')}`]),
    `delivered ${formatCount(buffer.delivered)}, waiting on disk ${formatCount(held)}, given up ${formatCount(buffer.evicted)}`,
    ...(refused === 0 ? [] : [`refused by the far end: ${formatCount(refused)}`]),
    ...(malformed === 0 ? [] : [`no readings: ${formatCount(malformed)} lines or messages`]),
    ...(buffer.damaged === 0 ? [] : [`damaged on disk: ${formatCount(buffer.damaged)}`]),
  ];
  return `${lines.join('\n')}\n`;
}
