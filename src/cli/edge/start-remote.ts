import type { Agent } from '../../edge/agent/agent.ts';
import { createFilterControl } from '../../edge/remote/filter-control.ts';
import {
  createJobOperations,
  type InjectionOrder,
  type RotationOrder,
} from '../../edge/remote/job-operations.ts';
import { createRemoteControl } from '../../edge/remote/remote-control.ts';
import type { Sink } from '../../edge/sinks/sink.ts';
import type { Source } from '../../edge/sources/source.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { deviceTopic } from '../../telemetry/topics.ts';
import { packageVersion } from '../package-version.ts';
import { isFleetSource, type FleetSource } from './is-fleet-source.ts';
import type { OpenedSink } from './open-sink.ts';
import { rotateOwnCertificate } from './rotate-own-certificate.ts';
import type { AgentFile } from './load-agent-file.ts';
import type { AgentStatus, RunAgentOptions } from './run-agent.ts';

export interface RemoteOptions extends Pick<
  RunAgentOptions,
  'file' | 'io' | 'signal' | 'clock' | 'reload' | 'tell'
> {
  readonly agent: Agent;
  readonly sink: Sink;
  readonly device?: OpenedSink['device'];
  readonly sources: readonly Source[];
  readonly status: () => AgentStatus;
}

/**
 * Lets the file decide on the filters and, on AWS IoT, the agent's shadow on top of it; does the
 * agent's jobs.
 */
export function startRemote(options: RemoteOptions): void {
  const { agent, sink, file, tell } = options;
  const control = createFilterControl(file.config.edge, (edge) => agent.reconfigure(edge));
  const remoteControl = file.config.sink.awsIot?.remoteControl === true;
  if (!remoteControl || sink.listen === undefined) {
    options.reload.onApply((edge) => control.setBase(edge));
    return;
  }
  const remote = createRemoteControl({
    thing: file.config.agent,
    control,
    run: createJobOperations({
      inject: injectorOf(options.sources),
      rotate: rotatorOf(options),
      diagnostics: () => sendDiagnostics(options, control.reported()),
    }),
    send: (topic, document) => {
      sendDown(options, topic, JSON.stringify(document)).catch((error: unknown) =>
        tell({ type: 'log', level: 'warn', text: messageOf(error) }),
      );
    },
    tell: (level, text) => tell({ type: 'log', level, text }),
  });
  options.reload.onApply((edge) => {
    control.setBase(edge);
    remote.report();
  });
  sink.listen(remote.downlink);
}

function rotatorOf(options: RemoteOptions) {
  const { device, file, clock, tell } = options;
  if (device === undefined) return undefined;
  return (order: RotationOrder) => {
    const transport = device.transport();
    if (transport === undefined) throw notConnected();
    return rotateOwnCertificate(order, {
      transport,
      files: device.files,
      thing: file.config.agent,
      clock,
      send: (topic, payload) => sendDown(options, topic, payload),
      tell: (text) => tell({ type: 'log', level: 'info', text }),
    });
  };
}

function notConnected(): PmSimError {
  return new PmSimError('connection/closed', 'The agent waits to be let in again.', {
    kind: 'connection',
    hint: 'Give the job again when it is connected.',
  });
}

/** Tries each simulated fleet; a device is in one of them. */
function injectorOf(sources: readonly Source[]): ((order: InjectionOrder) => void) | undefined {
  const fleets = sources.filter(isFleetSource);
  return fleets.length === 0 ? undefined : (order) => injectInto(fleets, order);
}

function injectInto(fleets: readonly FleetSource[], order: InjectionOrder): void {
  for (const [at, fleet] of fleets.entries()) {
    try {
      fleet.inject(order);
      return;
    } catch (error) {
      const elsewhere = error instanceof PmSimError && error.code === 'fault/unknown-device';
      if (!elsewhere || at === fleets.length - 1) throw error;
    }
  }
}

/** The forwarder may be quicker to take the room that there was. */
async function sendDown(
  { sink, signal }: RemoteOptions,
  topic: string,
  payload: string,
): Promise<void> {
  for (;;) {
    await sink.room(signal);
    if (signal.aborted) return;
    try {
      return await sink.publish(topic, payload);
    } catch (error) {
      if (!(error instanceof PmSimError) || error.code !== 'connection/outbox-full') throw error;
    }
  }
}

async function sendDiagnostics(
  options: RemoteOptions,
  filters: object,
): Promise<{ readonly topic: string; readonly bytes: number }> {
  const { agent } = options.file.config;
  const topic = deviceTopic('edge', agent, 'diagnostics');
  const payload = JSON.stringify({
    agent,
    ts: options.io.now(),
    versions: { pmSim: packageVersion(), node: process.version },
    ...options.status(),
    config: withoutSecrets(options.file),
    filters,
  });
  await sendDown(options, topic, payload);
  return { topic, bytes: Buffer.byteLength(payload) };
}

/** Keys that have a value, which are the kinds of a source or sink; how it is mapped is none. */
function kindsOf(entry: object): string[] {
  return Object.entries(entry).flatMap(([kind, value]) =>
    value === undefined || kind === 'map' ? [] : [kind],
  );
}

/** Kinds and limits only: an address may have a password in it, a path the name of a customer. */
function withoutSecrets({ config }: AgentFile): object {
  const { dir: _dir, ...buffer } = config.buffer;
  return {
    sources: config.sources.flatMap(kindsOf),
    sink: kindsOf(config.sink),
    buffer,
    drain: config.drain,
  };
}
