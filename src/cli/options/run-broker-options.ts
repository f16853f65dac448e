import type { z } from 'zod';
import { PmSimError } from '../../runtime/errors.ts';
import { brokerIdentity, type BrokerIdentity } from './broker-identity.ts';
import { brokerTarget, type BrokerTarget } from './broker-target.ts';
import { defined } from './defined.ts';
import * as field from './fields.ts';
import { flagName } from './option-spec.ts';

const GATEWAYS_MAX = 100_000;
const WORKERS_MAX = 64;
/** Two bytes in CONNECT (MQTT 3.1.1 §3.1.2.10), seconds. */
const KEEP_ALIVE_MAX_S = 65_535;

export const keepAlive = field.integer({ min: 0, max: KEEP_ALIVE_MAX_S });

/** Kept as it is: a password may begin or end with a space. */
export const secret = field.custom('a text', (value) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined,
);

/** Settings of a run that ends at somebody's broker. */
export const brokerShape = {
  gateways: field.countOrAuto(GATEWAYS_MAX).optional(),
  workers: field.countOrAuto(WORKERS_MAX).optional(),
  basicIngest: field.ruleName.optional(),
  username: field.text.optional(),
  password: secret.optional(),
  topic: field.text.optional(),
  retain: field.flag.optional(),
  keepalive: keepAlive.optional(),
  ca: field.text.optional(),
  cert: field.text.optional(),
  key: field.text.optional(),
  certs: field.text.optional(),
};

type Raw = z.output<z.ZodObject<typeof brokerShape>> & {
  readonly target?: string | undefined;
  readonly client?: string;
};

export interface BrokerOptions {
  readonly target: BrokerTarget;
  /** Connections that the devices share; absent: each has its own. */
  readonly gateways?: number | 'auto';
  readonly workers: number | 'auto';
  /** Rule of AWS IoT that takes the messages by its own topic. */
  readonly basicIngest?: string;
  /** The user name is a template, filled for each connection. */
  readonly credentials?: BrokerCredentials;
  /** Template, filled for each device. */
  readonly topic?: string;
  readonly retain: boolean;
  readonly keepAliveSeconds: number;
  /** For TLS. */
  readonly identity?: BrokerIdentity;
}

interface BrokerCredentials {
  readonly username: string;
  readonly password?: string;
}

const KEEP_ALIVE_S = 60;

/** PM_SIM_PASSWORD may be there for another command, so a password alone says nothing. */
const BROKER_ONLY = [
  'gateways',
  'workers',
  'basicIngest',
  'username',
  'topic',
  'retain',
  'keepalive',
  'ca',
  'cert',
  'key',
  'certs',
] as const;

/** @throws PmSimError `options/conflict`, `target/invalid` */
export function brokerOptions(raw: Raw): BrokerOptions | undefined {
  const target = brokerTarget(raw.target ?? '');
  const aws = raw.target === 'aws';
  const given = BROKER_ONLY.find((key) => raw[key] !== undefined && !(aws && key === 'ca'));
  if (target === undefined) {
    if (given === undefined) return undefined;
    const text = `${flagName(given)} is for a broker, not for the twin.`;
    throw new PmSimError('options/conflict', text, { hint: 'Add --target mqtt://HOST:PORT.' });
  }
  if (raw.client === 'crt' && (raw.workers ?? 1) !== 1) {
    // Its native part aborts the process when a thread that used it ends (aws-crt 1.33.1).
    const text = '--client crt has threads of its own and does not run in --workers.';
    throw new PmSimError('options/conflict', text, { hint: 'Leave --workers out.' });
  }
  const credentials = credentialsOf(raw);
  return {
    target,
    ...defined('gateways', raw.gateways),
    workers: raw.workers ?? 1,
    ...defined('basicIngest', raw.basicIngest),
    ...defined('credentials', credentials),
    ...defined('topic', raw.topic),
    retain: raw.retain ?? false,
    keepAliveSeconds: raw.keepalive ?? KEEP_ALIVE_S,
    ...defined('identity', brokerIdentity(target, raw)),
  };
}

/** @throws PmSimError `options/conflict` */
export function credentialsOf({
  username,
  password,
}: Pick<Raw, 'username' | 'password'>): BrokerCredentials | undefined {
  if (username !== undefined) return { username, ...defined('password', password) };
  if (password === undefined) return undefined;
  throw new PmSimError('options/conflict', 'A password needs a user name.', {
    hint: 'Add --username.',
  });
}
