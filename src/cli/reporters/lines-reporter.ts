import { formatDuration } from '../../runtime/duration.ts';
import type { KnownCounters, RunEvent } from '../../telemetry/run-event.ts';
import { formatCount, formatInstant, formatShare, formatValue } from '../format.ts';
import type { OutputStream } from '../io.ts';
import type { Mark, Style } from '../style.ts';
import { alertText } from './alert-text.ts';
import { backlogText } from './backlog-text.ts';
import type { Reporter } from './reporter.ts';
import { summaryText } from './summary-text.ts';

export interface LinesOptions {
  readonly stderr: OutputStream;
  readonly style: Style;
  /** Edge alarms and every change of a connection too. */
  readonly verbose: boolean;
  /** Time of day in front of each line. */
  readonly timeOfDay: () => string;
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

const PROGRESS_EVERY_MS = 5_000;
/** Refusals told one by one; a fleet with a wrong certificate has thousands of the same. */
const REFUSALS_TOLD_MAX = 10;

/** Planned events told one by one; a campaign over a large fleet has thousands. */
const TRUTHS_TOLD_MAX = 50;

/** Width of the longest first word of a line. */
const TAG_WIDTH = 'refused'.length;

/** Human lines on stderr: the start, alerts, refusals, progress every five seconds, the summary. */
export function createLinesReporter(options: LinesOptions): Reporter {
  const { stderr, style } = options;
  const say = (text: string): void => {
    stderr.write(`${style.dim(options.timeOfDay())}  ${text}\n`);
  };
  const tellers = {
    say,
    tellRefusal: refusalTeller(say, style),
    tellProgress: progressTeller(say, style),
    tellTruth: truthTeller(say, style),
  };
  return {
    onEvent: (event) => {
      if (event.type === 'summary') stderr.write(summaryText(event, style));
      else if (event.type === 'progress') tellers.tellProgress(event);
      else if (event.type === 'truth') tellers.tellTruth(event);
      else if (event.type === 'connection') tellConnection(event, tellers, options.verbose);
      else if (event.type === 'refused') {
        tellers.tellRefusal(`${event.clientId}: ${event.action} refused`, event.reason);
      } else if (event.type !== 'edge-alarm' || options.verbose) {
        eventLines(event, style).forEach(say);
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Only the summary, for people who asked for silence. */
export function createQuietReporter(options: Pick<LinesOptions, 'stderr' | 'style'>): Reporter {
  return {
    onEvent: (event) => {
      if (event.type === 'summary') options.stderr.write(summaryText(event, options.style));
    },
    close: () => Promise.resolve(),
  };
}

interface Tellers {
  readonly say: (text: string) => void;
  readonly tellRefusal: (what: string, reason: string | undefined) => void;
}

function tellConnection(event: EventOf<'connection'>, tellers: Tellers, verbose: boolean): void {
  const { device, state, reason } = event;
  if (state === 'refused') tellers.tellRefusal(`${device} was refused`, reason);
  else if (verbose) tellers.say(`${device} ${state}${because(reason)}`);
}

type PlainEvent = Exclude<
  RunEvent,
  { readonly type: 'summary' | 'progress' | 'connection' | 'refused' | 'truth' }
>;

function eventLines(event: PlainEvent, style: Style): string[] {
  switch (event.type) {
    case 'started':
      return startedLines(event, style);
    case 'alert':
      return [`${tag('ALERT', style.bold)}  ${alertText(event.alert, style)}`];
    case 'alert-closed':
      return [
        `${tag('over', style.green)}  ${formatInstant(event.ts)}  ${event.device}  back to normal`,
      ];
    case 'alert-acknowledged':
      return [`${tag('seen', style.cyan)}  alert ${event.id} acknowledged`];
    case 'alert-settled':
      return [`${tag('closed', style.dim)}  alert ${event.id} closed`];
    case 'edge-alarm':
      return [edgeAlarmText(event)];
    case 'repair':
      return [`${tag('mended', style.green)}  ${event.truth.mode} in ${event.truth.device}`];
    case 'truth-completed':
    case 'replay-report':
    case 'device-telemetry':
      return [];
    case 'warning':
    default:
      return [`${tag('warning', style.yellow)}  ${event.text}`];
  }
}

function startedLines(event: EventOf<'started'>, style: Style): string[] {
  const speed = event.speed === 'max' ? 'as fast as it goes' : `${event.speed}× real time`;
  const facts = [
    style.bold(event.profile),
    `${formatCount(event.devices.length)} devices`,
    `seed ${event.seed}`,
    speed,
    `from ${formatInstant(event.start)}`,
  ];
  const places = [`state ${event.stateDir}`, `MQTT port ${event.mqttPort}`];
  if (event.awsPort !== undefined) places.push(`AWS endpoint port ${event.awsPort}`);
  return [
    facts.join(' · '),
    style.dim(`${places.join(' · ')} · Ctrl+C stops and shows the summary`),
  ];
}

function refusalTeller(say: (text: string) => void, style: Style) {
  let told = 0;
  return (what: string, reason: string | undefined): void => {
    told += 1;
    if (told <= REFUSALS_TOLD_MAX) say(`${tag('refused', style.red)}  ${what}${because(reason)}`);
    if (told === REFUSALS_TOLD_MAX) say(style.dim('further refusals are only counted'));
  };
}

function progressTeller(say: (text: string) => void, style: Style) {
  let last: EventOf<'progress'> | undefined;
  return (event: EventOf<'progress'>): void => {
    const sinceMs = event.wallMs - (last?.wallMs ?? 0);
    if (sinceMs < PROGRESS_EVERY_MS) return;
    const rate = (1_000 * (event.counters.generated - (last?.counters.generated ?? 0))) / sinceMs;
    last = event;
    say(style.dim(progressText(event, rate)));
  };
}

function progressText(event: EventOf<'progress'>, ratePerSecond: number): string {
  const { generated, published } = event.counters;
  const parts = [
    `${formatDuration(event.simulatedMs)} simulated`,
    `${formatCount(event.connected)} connected`,
    `${formatCount(generated)} readings (${formatCount(ratePerSecond)}/s)`,
    `${formatCount(published)} sent (${formatShare(generated - published, generated)} saved)`,
    ...farText(event.counters),
  ];
  if (event.backlog !== undefined) parts.push(backlogText(event.backlog));
  if (event.lagMs >= 1_000) parts.push(`${formatDuration(event.lagMs)} behind`);
  return parts.join(' · ');
}

/** How much came out at the far end, or has left the near one where that cannot be seen. */
function farText({ acknowledged, scored, alerts }: KnownCounters): readonly string[] {
  if (scored === undefined || alerts === undefined) {
    return [`${formatCount(acknowledged)} acknowledged`];
  }
  return [
    `${formatCount(scored)} scored`,
    `${formatCount(alerts)} ${alerts === 1 ? 'alert' : 'alerts'}`,
  ];
}

function truthTeller(say: Tellers['say'], style: Style): (event: EventOf<'truth'>) => void {
  let told = 0;
  return (event) => {
    told += 1;
    if (told <= TRUTHS_TOLD_MAX) say(truthText(event, style));
    else if (told === TRUTHS_TOLD_MAX + 1)
      say('further faults and events are only in truth.ndjson');
  };
}

function truthText({ truth }: EventOf<'truth'>, style: Style): string {
  const { mode, device, kind, onset, functionalFailure, severity } = truth;
  const ends = functionalFailure > onset ? ` to ${formatInstant(functionalFailure)}` : '';
  const text = `${mode} in ${device}, ${formatInstant(onset)}${ends}`;
  // What only looks like a fault is not called one.
  if (kind === 'operational') return `${tag('event', style.dim)}  ${text}`;
  return `${tag('fault', style.magenta)}  ${text}, severity ${severity}`;
}

function edgeAlarmText(event: EventOf<'edge-alarm'>): string {
  const { device, metric, value, limit, state } = event;
  return `${'edge'.padEnd(TAG_WIDTH)}  ${device}  ${metric} ${formatValue(value)}, limit ${formatValue(limit)}, ${state}`;
}

function tag(word: string, mark: Mark): string {
  return mark(word.padEnd(TAG_WIDTH));
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}
