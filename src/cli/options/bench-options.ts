import { z } from 'zod';
import { PmSimError } from '../../runtime/errors.ts';
import { brokerTarget, type BrokerTarget } from './broker-target.ts';
import * as field from './fields.ts';
import { defined } from './run-options.ts';

const CONNECTIONS_MAX = 100_000;
/** Messages per second of one connection that anybody could mean. */
const RATE_MAX = 1_000_000;
/** What AWS IoT Core takes is 131,072; other brokers take more. */
const PAYLOAD_BYTES_MAX = 1_000_000;
/** Place for the sequence number and the time, bytes. */
const PAYLOAD_BYTES_MIN = 48;

const rate = field.custom(
  `messages per second, from 0.001 to ${RATE_MAX}, or max`,
  (value): number | 'max' | undefined => {
    if (value === 'max') return value;
    const number = Number(value);
    return number >= 0.001 && number <= RATE_MAX ? number : undefined;
  },
  { type: ['number', 'string'] },
);

const shape = z.strictObject({
  target: field.text.optional(),
  mode: field.oneOf(['pub', 'conn']).default('pub'),
  connections: field.integer({ min: 1, max: CONNECTIONS_MAX }).default(100),
  connectRate: field.integer({ min: 1, max: CONNECTIONS_MAX }).optional(),
  client: field.mqttClient.default('lean'),
  qos: field.qos.default(1),
  rate: rate.default(1),
  size: field.integer({ min: PAYLOAD_BYTES_MIN, max: PAYLOAD_BYTES_MAX }).default(256),
  duration: field.duration.default(10_000),
  topic: field.text.default('pm-sim/bench'),
  username: field.text.optional(),
  password: field.text.optional(),
  ca: field.text.optional(),
  cert: field.text.optional(),
  key: field.text.optional(),
  json: field.flag.default(false),
  verbose: field.flag.default(false),
  config: field.text.optional(),
});

/** What `pm-sim bench` was asked to do. */
export interface BenchOptions {
  /** Absent: the twin's own broker, started for it. */
  readonly target?: BrokerTarget;
  /** `conn` only connects. */
  readonly mode: 'pub' | 'conn';
  readonly connections: number;
  /** Connections opened per second; absent: as fast as they come. */
  readonly connectRate?: number;
  readonly client: 'lean' | 'mqtt' | 'crt';
  readonly qos: 0 | 1;
  /** Messages per second of each connection. */
  readonly rate: number | 'max';
  readonly payloadBytes: number;
  readonly durationMs: number;
  /** What its topics begin with. */
  readonly topic: string;
  readonly login?: { readonly username: string; readonly password?: string };
  /** PEM files. */
  readonly files: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly json: boolean;
}

export const benchSchema = shape.transform((raw): BenchOptions => {
  const { mode, connections, client, qos, json, username, password } = raw;
  if (password !== undefined && username === undefined) {
    throw new PmSimError('options/conflict', '--password goes with --username.');
  }
  const login = username === undefined ? undefined : { username, ...defined('password', password) };
  return {
    ...defined('target', targetOf(raw)),
    mode,
    connections,
    ...defined('connectRate', raw.connectRate),
    client,
    qos,
    rate: raw.rate,
    payloadBytes: raw.size,
    durationMs: raw.duration,
    topic: raw.topic,
    ...defined('login', login),
    files: {
      ...defined('ca', raw.ca),
      ...defined('cert', raw.cert),
      ...defined('key', raw.key),
    },
    json,
  };
});

/** @throws PmSimError `options/conflict`, `target/invalid` */
function targetOf(raw: z.output<typeof shape>): BrokerTarget | undefined {
  const { ca, cert, key, username } = raw;
  if ((cert === undefined) !== (key === undefined)) {
    throw new PmSimError('options/conflict', '--cert and --key go together.');
  }
  if (raw.target === undefined) {
    if ([ca, cert, username].every((value) => value === undefined)) return undefined;
    const text =
      'The twin brings its own certificates: --ca, --cert, --key and --username are not for it.';
    throw new PmSimError('options/conflict', text, { hint: 'Add --target mqtts://HOST:PORT.' });
  }
  const target = brokerTarget(raw.target);
  if (target === undefined) {
    throw new PmSimError('target/invalid', `"${raw.target}" is not the URL of a broker.`, {
      hint: 'Write mqtt://127.0.0.1:1883, mqtts://… for TLS, or nothing for the twin.',
    });
  }
  if (!target.tls && (ca !== undefined || cert !== undefined)) {
    throw new PmSimError('options/conflict', '--ca, --cert and --key go with mqtts://.');
  }
  return target;
}
