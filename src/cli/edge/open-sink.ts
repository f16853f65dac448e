import type { SinkConfig } from '../../edge/agent-config.ts';
import { openFileSink } from '../../edge/sinks/file-sink.ts';
import { openMqttSink } from '../../edge/sinks/mqtt-sink.ts';
import type { Sink } from '../../edge/sinks/sink.ts';
import { createOutputSink } from '../../edge/sinks/output-sink.ts';
import { connectDevice } from '../../edge/transport/iot-device-sdk.ts';
import type { Clock } from '../../runtime/clock.ts';
import { deviceTopic } from '../../telemetry/topics.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { CliIo } from '../io.ts';
import type { AgentFile } from './load-agent-file.ts';
import { addressOf, readPem } from './open-source.ts';

export interface OpenSinkOptions {
  readonly file: AgentFile;
  readonly io: CliIo;
  readonly clock: Clock;
  readonly onConnection: (event: Extract<RunEvent, { readonly type: 'connection' }>) => void;
}

const KEEP_ALIVE_SECONDS = 60;

/**
 * Opens where the agent's messages go.
 * @throws PmSimError `connection/…` when it is refused at the first attempt
 */
export async function openSink(config: SinkConfig, options: OpenSinkOptions): Promise<Sink> {
  const { file, io, onConnection } = options;
  const { agent } = file.config;
  if (config.awsIot !== undefined) return openAwsIot(config.awsIot, options);
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
): Promise<Sink> {
  const { agent } = file.config;
  return connectDevice({
    host: config.endpoint,
    port: config.port,
    ca: readPem(file.resolve(config.ca)),
    cert: readPem(file.resolve(config.cert)),
    key: readPem(file.resolve(config.key)),
    clientId: agent,
    will: {
      topic: deviceTopic('edge', agent, 'status'),
      payload: JSON.stringify({ device_id: agent, status: 'offline' }),
    },
    keepAliveSeconds: KEEP_ALIVE_SECONDS,
    awsLimits: config.awsLimits,
    heldMax: config.inflightMax,
    clock,
    onEvent: onConnection,
  });
}
