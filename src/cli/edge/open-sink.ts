import type { SinkConfig } from '../../edge/agent-config.ts';
import { openFileSink } from '../../edge/sinks/file-sink.ts';
import { openLastingSink, type OnState } from '../../edge/sinks/lasting-sink.ts';
import { openMqttSink } from '../../edge/sinks/mqtt-sink.ts';
import type { Sink } from '../../edge/sinks/sink.ts';
import { createOutputSink } from '../../edge/sinks/output-sink.ts';
import { connectDevice } from '../../edge/transport/iot-device-sdk.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import { deviceTopic } from '../../telemetry/topics.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { CliIo } from '../io.ts';
import type { AgentFile } from './load-agent-file.ts';
import { addressOf } from './open-source.ts';
import { readIdentity, readPem } from './read-identity.ts';

export interface OpenSinkOptions {
  readonly file: AgentFile;
  readonly io: CliIo;
  readonly clock: Clock;
  readonly random: Random;
  readonly onConnection: (event: Extract<RunEvent, { readonly type: 'connection' }>) => void;
}

const KEEP_ALIVE_SECONDS = 60;

/**
 * Opens where the agent's messages go.
 * @throws PmSimError `connection/identity`, `device/passphrase`
 */
export async function openSink(config: SinkConfig, options: OpenSinkOptions): Promise<Sink> {
  const { file, io, clock, random, onConnection } = options;
  const { agent } = file.config;
  const open = openerOf(config, options);
  if (open !== undefined) {
    const onState: OnState = (state, reason) =>
      onConnection({
        type: 'connection',
        device: agent,
        state,
        ...(reason === undefined ? {} : { reason }),
      });
    return openLastingSink({ open, onState, clock, random });
  }
  if (config.file !== undefined) return openFileSink(file.resolve(config.file.path));
  return createOutputSink(io.stdout);
}

/** How a sink that is somewhere else is connected, its identity read anew each time. */
function openerOf(
  config: SinkConfig,
  options: OpenSinkOptions,
): ((onState: OnState) => Promise<Sink>) | undefined {
  const { awsIot, mqtt } = config;
  if (awsIot !== undefined) return (onState) => openAwsIot(awsIot, options, onState);
  if (mqtt === undefined) return undefined;
  return async (onState) =>
    openMqttSink({
      address: await addressOf(mqtt, options, options.file.config.agent),
      heldMax: mqtt.inflightMax,
      now: options.io.now,
      onState,
    });
}

async function openAwsIot(
  config: NonNullable<SinkConfig['awsIot']>,
  { file, io, clock }: OpenSinkOptions,
  onState: OnState,
): Promise<Sink> {
  const { agent } = file.config;
  return connectDevice({
    host: config.endpoint,
    port: config.port,
    ca: readPem(file.resolve(config.ca)),
    ...(await readIdentity(config, { file, io })),
    clientId: agent,
    will: {
      topic: deviceTopic('edge', agent, 'status'),
      payload: JSON.stringify({ device_id: agent, status: 'offline' }),
    },
    keepAliveSeconds: KEEP_ALIVE_SECONDS,
    awsLimits: config.awsLimits,
    heldMax: config.inflightMax,
    clock,
    onEvent: ({ state, reason }) => onState(state, reason),
  });
}
