import type { Readable } from 'node:stream';
import { join } from 'node:path';
import type { BrokerConfig, SourceConfig } from '../../edge/agent-config.ts';
import { createFileSource } from '../../edge/sources/file-source.ts';
import { createMqttSource } from '../../edge/sources/mqtt-source.ts';
import { createStreamSource } from '../../edge/sources/stream-source.ts';
import { createReadingMapper } from '../../edge/sources/reading-mapper.ts';
import type { OnMalformed, Source } from '../../edge/sources/source.ts';
import type { MqttAddress } from '../../edge/transport/mqtt-address.ts';
import type { Clock } from '../../runtime/clock.ts';
import { PmSimError } from '../../runtime/errors.ts';
import type { CliIo, Environment } from '../io.ts';
import type { AgentFile } from './load-agent-file.ts';
import { readIdentity, readPem } from './read-identity.ts';

export interface OpenSourceOptions {
  readonly file: AgentFile;
  readonly io: CliIo;
  readonly clock: Clock;
  readonly onMalformed: OnMalformed;
}

/** The source that one entry of the file describes. */
export async function openSource(
  config: SourceConfig,
  options: OpenSourceOptions,
): Promise<Source> {
  const { file, io, clock, onMalformed } = options;
  const map = createReadingMapper({ mapping: config.map, now: () => clock.now() });
  if (config.stdin !== undefined) {
    const input: Readable = io.stdin;
    return createStreamSource({ name: 'stdin', input, map, onMalformed });
  }
  if (config.file !== undefined) {
    const { path, follow } = config.file;
    const full = file.resolve(path);
    const positionPath = join(bufferDirOf(file, io), 'positions', encodeURIComponent(full));
    return createFileSource({ path: full, follow, positionPath, map, clock, onMalformed });
  }
  if (config.mqtt !== undefined) {
    const { topics } = config.mqtt;
    const address = await addressOf(config.mqtt, options, `${file.config.agent}-source`);
    return createMqttSource({ address, topics, map, onMalformed });
  }
  if (config.fleet !== undefined) {
    // Two hundred modules of machines that a real agent has no use for.
    const { openFleetSource } = await import('./fleet-source.ts');
    return openFleetSource(config.fleet, io);
  }
  throw new TypeError('A source has no kind.');
}

/** Folder in which an agent keeps what it must not lose. */
export function bufferDirOf({ config, resolve }: AgentFile, { cwd }: CliIo): string {
  const { dir } = config.buffer;
  return dir === undefined ? join(cwd, '.pm-sim', 'edge', config.agent) : resolve(dir);
}

/** The address of a broker with its files read; a client that has no name gets `clientId`. */
export async function addressOf(
  config: BrokerConfig,
  { file, io }: Pick<OpenSourceOptions, 'file' | 'io'>,
  clientId: string,
): Promise<MqttAddress> {
  const { url, username, passwordEnv, insecure, ca, cert, key, keyPassphraseFile } = config;
  const own =
    cert === undefined || key === undefined
      ? undefined
      : await readIdentity({ cert, key, keyPassphraseFile }, { file, io });
  return defined({
    url,
    clientId: config.clientId ?? clientId,
    username,
    password: passwordOf(passwordEnv, io.env),
    insecure,
    ca: ca === undefined ? undefined : readPem(file.resolve(ca)),
    cert: own?.cert,
    key: own?.key,
  });
}

function passwordOf(name: string | undefined, env: Environment): string | undefined {
  if (name === undefined) return undefined;
  const password = env[name];
  if (password !== undefined && password !== '') return password;
  throw new PmSimError('edge/no-password', `The environment variable ${name} is not set.`, {
    hint: 'It holds the password of the broker that names it as passwordEnv.',
  });
}

function defined(address: {
  readonly [K in keyof MqttAddress]: MqttAddress[K] | undefined;
}): MqttAddress {
  const entries = Object.entries(address).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as MqttAddress;
}
