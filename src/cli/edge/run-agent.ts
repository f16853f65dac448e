import { join } from 'node:path';
import { createAgent, type Agent, type AgentCounters } from '../../edge/agent/agent.ts';
import {
  createForwarder,
  refusedError,
  type ForwarderOptions,
} from '../../edge/agent/forwarder.ts';
import { createPacer } from '../../edge/agent/pacer.ts';
import type { Buffer, BufferCounters } from '../../edge/buffer/buffer.ts';
import { openDiskBuffer } from '../../edge/buffer/disk-buffer.ts';
import type { EdgeAlarm } from '../../edge/filter.ts';
import type { Source } from '../../edge/sources/source.ts';
import { sleep, type Clock } from '../../runtime/clock.ts';
import { deferred } from '../../runtime/deferred.ts';
import { createDisposal } from '../../runtime/disposal.ts';
import { messageOf } from '../../runtime/errors.ts';
import { parseDuration } from '../../runtime/duration.ts';
import { acquireFileLock } from '../../runtime/lock-file.ts';
import type { Log } from '../../runtime/log.ts';
import type { Random } from '../../runtime/random.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { CliIo } from '../io.ts';
import type { AgentFile } from './load-agent-file.ts';
import type { Reload } from './reload.ts';
import { openSink, type OpenedSink } from './open-sink.ts';
import { bufferDirOf, openSource } from './open-source.ts';
import { startRemote } from './start-remote.ts';
import { createTake } from './take-reading.ts';

/** What an agent tells while it works. */
export type AgentEvent =
  | { readonly type: 'connection'; readonly state: string; readonly reason?: string }
  | ({ readonly type: 'alarm'; readonly device: string; readonly ts: number } & EdgeAlarm)
  | { readonly type: 'malformed'; readonly where: string; readonly text: string }
  | { readonly type: 'refused'; readonly topic: string; readonly reason: string }
  | { readonly type: 'log'; readonly level: string; readonly text: string }
  | ({ readonly type: 'status' } & AgentStatus);

export interface AgentStatus {
  readonly readings: AgentCounters;
  readonly buffer: BufferCounters;
  /** Messages in the buffer. */
  readonly held: number;
  /** Messages that the far end will never take; given up, and each told to the reporter. */
  readonly refused: number;
}

export interface RunAgentOptions {
  readonly file: AgentFile;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  /** Wall time. */
  readonly clock: Clock;
  readonly random: Random;
  readonly reload: Reload;
  readonly tell: (event: AgentEvent) => void;
}

/** How long a stopping agent waits for what is on its way; the rest stays in the buffer, ms. */
const DRAIN_MS = 10_000;
const STATUS_EVERY_MS = 10_000;

/** Runs an agent until its sources end or somebody stops it. */
export async function runAgent(options: RunAgentOptions): Promise<AgentStatus> {
  const disposal = createDisposal();
  try {
    return await operate(options, disposal);
  } finally {
    await disposal.dispose();
  }
}

async function operate(
  options: RunAgentOptions,
  disposal: ReturnType<typeof createDisposal>,
): Promise<AgentStatus> {
  const { file, random, clock, tell } = options;
  const lock = await acquireFileLock(join(bufferDirOf(file, options.io), 'lock'));
  disposal.defer(() => lock.release());
  const buffer = openBuffer(options);
  disposal.defer(() => buffer.close());
  const pacer = createPacer({
    perSecond: file.config.drain.perSecond,
    jitterMs: parseDuration(file.config.drain.jitter),
    clock,
    random: random.fork('pacer'),
  });
  // What was acknowledged in the last moment is noted one turn later.
  disposal.defer(() => new Promise(setImmediate));
  const farEnd = await openFarEnd(options, { buffer, pacer });
  disposal.use(farEnd.sink);
  const sources = await openSources(options);
  const agent = createAgent({
    edge: file.config.edge,
    buffer,
    boot: `b${options.io.now().toString(36)}`,
    random: random.fork('edge'),
    onAlarm: (reading, alarm) => tell(alarmEvent(reading, alarm)),
  });
  let refused = 0;
  const onRefused = ({ topic }: { readonly topic: string }, reason: string): void => {
    refused += 1;
    tell({ type: 'refused', topic, reason });
  };
  const status = (): AgentStatus => {
    const counters = buffer.counters();
    return {
      readings: agent.counters(),
      // The buffer is done with a refused message as with a delivered one.
      buffer: { ...counters, delivered: counters.delivered - refused },
      held: buffer.held(),
      refused,
    };
  };
  startRemote({ ...options, agent, ...farEnd, sources, status });
  if (farEnd.device !== undefined) disposal.defer(watchIdentity(farEnd.device, options));
  const timer = setInterval(() => tell({ type: 'status', ...status() }), STATUS_EVERY_MS);
  disposal.defer(() => clearInterval(timer));
  await move({ options, agent, buffer, sources, pacer, farEnd, onRefused });
  return status();
}

function openBuffer({ file, io, tell }: RunAgentOptions): Buffer {
  const { megabytesMax, ageMax, sync } = file.config.buffer;
  const log: Log = ({ level, text }) => tell({ type: 'log', level, text });
  return openDiskBuffer({
    dir: bufferDirOf(file, io),
    limits: { bytesMax: megabytesMax * 1_048_576, ageMaxMs: parseDuration(ageMax) },
    sync,
    now: io.now,
    log,
  });
}

function openSources(options: RunAgentOptions): Promise<readonly Source[]> {
  const onMalformed = (problem: { readonly where: string; readonly text: string }): void =>
    options.tell({ type: 'malformed', ...problem });
  const { sources } = options.file.config;
  return Promise.all(sources.map((source) => openSource(source, { ...options, onMalformed })));
}

interface FarEnd extends OpenedSink {
  /** Whether it is in reach, as far as one knows. */
  readonly isUp: () => boolean;
  /** Rejects when it will not have this agent, however little there is to send. */
  readonly refused: Promise<never>;
}

async function openFarEnd(
  options: RunAgentOptions,
  { buffer, pacer }: Pick<Working, 'buffer' | 'pacer'>,
): Promise<FarEnd> {
  let up = true;
  const refused = deferred<never>();
  refused.promise.catch(() => undefined);
  const opened = await openSink(options.file.config.sink, {
    ...options,
    random: options.random.fork('identity'),
    onConnection: (event) => {
      up = event.state === 'connected';
      if (up) pacer.reconnected();
      if (event.state === 'refused')
        refused.reject(refusedError(event.reason ?? event.state, buffer.held()));
      options.tell(connectionEvent(event));
    },
  });
  return { ...opened, isUp: () => up, refused: refused.promise };
}

/** Goes over to a certificate that somebody puts in place of the one in use. */
function watchIdentity(
  { transport, files }: NonNullable<OpenedSink['device']>,
  { reload, tell }: RunAgentOptions,
): () => void {
  const look = (): void => {
    transport()
      ?.look()
      .catch((error: unknown) => {
        tell({ type: 'log', level: 'error', text: messageOf(error) });
      });
  };
  reload.onApply(look);
  return files.watch(look);
}

interface Working {
  readonly options: RunAgentOptions;
  readonly agent: Agent;
  readonly buffer: Buffer;
  readonly farEnd: FarEnd;
  readonly sources: readonly Source[];
  readonly pacer: ReturnType<typeof createPacer>;
  readonly onRefused: ForwarderOptions['onRefused'];
}

/** Sources into the buffer, the buffer into the sink; once the sources have ended, until it is empty. */
async function move(working: Working): Promise<void> {
  const { options, agent, buffer, pacer, farEnd, onRefused } = working;
  const { sink, isUp, refused } = farEnd;
  const { signal, io, clock } = options;
  const ending = new AbortController();
  const forwarder = createForwarder({ buffer, sink, pacer, now: io.now, onRefused });
  const forwarded = forwarder.run(ending.signal);
  const reading = readAll(working, AbortSignal.any([signal, ending.signal]));
  try {
    await Promise.race([reading, forwarded, refused]);
    agent.flush();
    await Promise.race([forwarder.emptied(signal), forwarded, refused]);
  } finally {
    ending.abort();
    await Promise.allSettled([reading, forwarded]);
    const timeout = new AbortController();
    const waited = isUp() ? sleep(clock, DRAIN_MS, timeout.signal) : undefined;
    await Promise.race([forwarder.settled(), waited]);
    timeout.abort();
  }
}

async function readAll({ sources, agent, options }: Working, signal: AbortSignal): Promise<void> {
  const { tell } = options;
  await Promise.all(
    sources.map((source) => source.run(createTake({ agent, where: source.name, tell }), signal)),
  );
}

function connectionEvent(event: Extract<RunEvent, { readonly type: 'connection' }>): AgentEvent {
  const { state, reason } = event;
  return { type: 'connection', state, ...(reason === undefined ? {} : { reason }) };
}

function alarmEvent({ device, ts }: Reading, alarm: EdgeAlarm): AgentEvent {
  return { type: 'alarm', device, ts, ...alarm };
}
