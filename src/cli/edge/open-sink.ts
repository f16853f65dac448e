import type { SinkConfig } from '../../edge/agent-config.ts';
import { openFileSink } from '../../edge/sinks/file-sink.ts';
import { openLastingSink, type OnState } from '../../edge/sinks/lasting-sink.ts';
import { openMqttSink } from '../../edge/sinks/mqtt-sink.ts';
import type { Sink } from '../../edge/sinks/sink.ts';
import { createOutputSink } from '../../edge/sinks/output-sink.ts';
import { connectDevice } from '../../edge/transport/iot-device-sdk.ts';
import {
  openRenewableTransport,
  type RenewableTransport,
} from '../../edge/transport/renewable-transport.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import { deviceTopic } from '../../telemetry/topics.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { CliIo } from '../io.ts';
import type { AgentFile } from './load-agent-file.ts';
import { openIdentityFiles, type IdentityFiles } from './identity-files.ts';
import { addressOf } from './open-source.ts';
import { readPassphrase } from '../provision/passphrase.ts';
import { readPem } from './read-identity.ts';

export interface OpenSinkOptions {
  readonly file: AgentFile;
  readonly io: CliIo;
  readonly clock: Clock;
  readonly random: Random;
  readonly onConnection: (event: Extract<RunEvent, { readonly type: 'connection' }>) => void;
}

const KEEP_ALIVE_SECONDS = 60;

/** Where an agent's messages go. */
export interface OpenedSink {
  readonly sink: Sink;
  /** Where the agent has a certificate of its own on AWS IoT. */
  readonly device?: OwnDevice;
}

interface OwnDevice {
  readonly files: IdentityFiles;
  /** The connection that is in use; none while a refused identity waits for its next attempt. */
  readonly transport: () => RenewableTransport | undefined;
}

/**
 * Opens where the agent's messages go.
 * @throws PmSimError `connection/identity`, `device/passphrase`
 */
export async function openSink(config: SinkConfig, options: OpenSinkOptions): Promise<OpenedSink> {
  const { file, io } = options;
  const { awsIot, mqtt } = config;
  if (awsIot !== undefined) return await openOwnDevice(awsIot, options);
  if (mqtt !== undefined) {
    const open = async (onState: OnState): Promise<Sink> =>
      openMqttSink({
        address: await addressOf(mqtt, options, file.config.agent),
        heldMax: mqtt.inflightMax,
        now: io.now,
        onState,
      });
    return { sink: await lasting(open, options) };
  }
  if (config.file !== undefined)
    return { sink: await openFileSink(file.resolve(config.file.path)) };
  return { sink: createOutputSink(io.stdout) };
}

/** A sink that is somewhere else, its identity read anew each time. */
function lasting(
  open: (onState: OnState) => Promise<Sink>,
  { file, clock, random, onConnection }: OpenSinkOptions,
): Promise<Sink> {
  const onState: OnState = (state, reason) =>
    onConnection({
      type: 'connection',
      device: file.config.agent,
      state,
      ...(reason === undefined ? {} : { reason }),
    });
  return openLastingSink({ open, onState, clock, random });
}

type AwsIotConfig = NonNullable<SinkConfig['awsIot']>;

async function openOwnDevice(config: AwsIotConfig, options: OpenSinkOptions): Promise<OpenedSink> {
  const { file, io } = options;
  const { keyPassphraseFile } = config;
  const secretPath = keyPassphraseFile === undefined ? undefined : file.resolve(keyPassphraseFile);
  const { passphrase } = await readPassphrase(secretPath, io.env);
  const files = openIdentityFiles({
    cert: file.resolve(config.cert),
    key: file.resolve(config.key),
    ...(passphrase === undefined ? {} : { passphrase }),
  });
  let current: RenewableTransport | undefined;
  const open = async (onState: OnState): Promise<Sink> => {
    const opened = await openAwsIot({ config, files, onState }, options);
    current = opened;
    return {
      ...opened,
      async [Symbol.asyncDispose]() {
        current = undefined;
        await opened[Symbol.asyncDispose]();
      },
    };
  };
  const sink = await lasting(open, options);
  return { sink, device: { files, transport: () => current } };
}

interface AwsIotParts {
  readonly config: AwsIotConfig;
  readonly files: IdentityFiles;
  readonly onState: OnState;
}

function openAwsIot(
  { config, files, onState }: AwsIotParts,
  { file, clock }: OpenSinkOptions,
): Promise<RenewableTransport> {
  const { agent } = file.config;
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
  return openRenewableTransport({
    identity: files.read(),
    connect: (identity, onEvent) => connectDevice({ ...settings, ...identity, onEvent }),
    newer: (used) => files.newer(used),
    onEvent: ({ state, reason }) => onState(state, reason),
    clock,
  });
}
