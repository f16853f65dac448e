import type { SinkConfig } from '../../edge/agent-config.ts';
import { openFileSink } from '../../edge/sinks/file-sink.ts';
import { openMqttSink } from '../../edge/sinks/mqtt-sink.ts';
import type { Sink } from '../../edge/sinks/sink.ts';
import { createOutputSink } from '../../edge/sinks/output-sink.ts';
import { connectDevice } from '../../edge/transport/iot-device-sdk.ts';
import {
  openRenewableTransport,
  type RenewableTransport,
} from '../../edge/transport/renewable-transport.ts';
import type { Clock } from '../../runtime/clock.ts';
import { deviceTopic } from '../../telemetry/topics.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { CliIo } from '../io.ts';
import type { AgentFile } from './load-agent-file.ts';
import { openIdentityFiles, type IdentityFiles } from './identity-files.ts';
import { addressOf, readPem } from './open-source.ts';

export interface OpenSinkOptions {
  readonly file: AgentFile;
  readonly io: CliIo;
  readonly clock: Clock;
  readonly onConnection: (event: Extract<RunEvent, { readonly type: 'connection' }>) => void;
}

const KEEP_ALIVE_SECONDS = 60;

/** Where an agent's messages go. */
export interface OpenedSink {
  readonly sink: Sink;
  /** Where the agent has a certificate of its own on AWS IoT. */
  readonly device?: { readonly transport: RenewableTransport; readonly files: IdentityFiles };
}

/**
 * Opens where the agent's messages go.
 * @throws PmSimError `connection/…` when it is refused at the first attempt
 */
export async function openSink(config: SinkConfig, options: OpenSinkOptions): Promise<OpenedSink> {
  if (config.awsIot === undefined) return { sink: await openPlainSink(config, options) };
  const device = await openAwsIot(config.awsIot, options);
  return { sink: device.transport, device };
}

async function openPlainSink(config: SinkConfig, options: OpenSinkOptions): Promise<Sink> {
  const { file, io, onConnection } = options;
  const { agent } = file.config;
  if (config.mqtt !== undefined) {
    const address = addressOf(config.mqtt, options, agent);
    return openMqttSink({
      address,
      heldMax: config.mqtt.inflightMax,
      onState: (state, reason) =>
        onConnection({
          type: 'connection',
          device: agent,
          state,
          ...(reason === undefined ? {} : { reason }),
        }),
    });
  }
  if (config.file !== undefined) return openFileSink(file.resolve(config.file.path));
  return createOutputSink(io.stdout);
}

async function openAwsIot(
  config: NonNullable<SinkConfig['awsIot']>,
  { file, clock, onConnection }: OpenSinkOptions,
): Promise<NonNullable<OpenedSink['device']>> {
  const { agent } = file.config;
  const files = openIdentityFiles({
    cert: file.resolve(config.cert),
    key: file.resolve(config.key),
  });
  const settings = {
    host: config.endpoint,
    port: config.port,
    ca: readPem(file.resolve(config.ca)),
    clientId: agent,
    will: {
      topic: deviceTopic('edge', agent, 'status'),
      payload: JSON.stringify({ device_id: agent, status: 'offline' }),
    },
    keepAliveSeconds: KEEP_ALIVE_SECONDS,
    awsLimits: config.awsLimits,
    heldMax: config.inflightMax,
    clock,
  };
  const transport = await openRenewableTransport({
    identity: files.read(),
    connect: (identity, onEvent) => connectDevice({ ...settings, ...identity, onEvent }),
    newer: (used) => files.newer(used),
    onEvent: onConnection,
    clock,
  });
  return { transport, files };
}
