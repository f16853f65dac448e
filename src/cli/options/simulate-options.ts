import { z } from 'zod';
import { PmSimError } from '../../runtime/errors.ts';
import { brokerTarget, type BrokerTarget } from './broker-target.ts';
import { defined } from './defined.ts';
import * as field from './fields.ts';
import { flagName } from './option-spec.ts';
import { credentialsOf, keepAlive, secret } from './run-broker-options.ts';

const CLIENTS_MAX = 100_000;
const MESSAGES_MAX = Number.MAX_SAFE_INTEGER;

const mqttVersion = field.custom(
  '3.1.1 or 5',
  (value): 4 | 5 | undefined => {
    const text = String(value);
    if (/^(3\.1\.1|4)$/u.test(text)) return 4;
    return /^5(\.0)?$/u.test(text) ? 5 : undefined;
  },
  { type: ['string', 'number'] },
);

/** An instant, or the one when the run begins. */
const instantOrNow = field.custom(
  'an ISO 8601 date, or now',
  (value): number | 'now' | undefined => {
    if (value === 'now') return 'now';
    const read = field.instant.safeParse(value);
    return read.success ? read.data : undefined;
  },
);

const shape = z.strictObject({
  script: field.text.optional(),
  file: field.text.optional(),
  host: field.text.optional(),
  port: field.port.optional(),
  protocol: field.oneOf(['mqtt', 'mqtts']).optional(),
  broker: field.text.optional(),
  username: field.text.optional(),
  password: secret.optional(),
  ca: field.text.optional(),
  cert: field.text.optional(),
  key: field.text.optional(),
  insecure: field.flag.default(false),
  mqttVersion: mqttVersion.default(4),
  keepalive: keepAlive.default(30),
  count: field.integer({ min: 1, max: CLIENTS_MAX }).default(1),
  clientId: field.text.optional(),
  connectInterval: field.durationOrMs.default(10),
  topic: field.text.default('mqttx/simulate/%sc/%c'),
  qos: field.qos.default(1),
  retain: field.flag.default(false),
  messageInterval: field.durationOrMs.default(1_000),
  limit: field.integer({ min: 0, max: MESSAGES_MAX }).optional(),
  seed: field.text.optional(),
  start: instantOrNow.optional(),
  speed: field.speed.optional(),
  dryRun: field.flag.default(false),
  json: field.flag.default(false),
  quiet: field.flag.default(false),
  config: field.text.optional(),
  verbose: field.flag.default(false),
});

type Raw = z.output<typeof shape>;

const scriptNamed = { path: ['file'], message: 'expected a script, as the operand or by --file' };

function namesScript({ script, file }: Raw): boolean {
  return script !== undefined || file !== undefined;
}

/** What `pm-sim simulate` was asked to do; paths absolute, durations in ms, instants in ms since the epoch. */
export interface SimulateOptions {
  readonly script: string;
  readonly broker: BrokerTarget;
  readonly tls: TlsFiles;
  readonly username?: string;
  readonly password?: string;
  readonly protocolVersion: 4 | 5;
  readonly keepAliveSeconds: number;
  readonly count: number;
  /** Pattern; absent: one that tells runs apart. */
  readonly clientId?: string;
  readonly connectRatePerSecond: number;
  /** Pattern. */
  readonly topic: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly messageIntervalMs: number;
  /** Messages of each client; absent: without end. */
  readonly limit?: number;
  readonly seed?: string;
  readonly start?: number | 'now';
  readonly speed: number | 'max';
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** PEM files of a TLS client, as far as they are given. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure: boolean;
}

/** Schema of the raw values, keyed as the flags are (`script` is the operand), into the typed options. */
export const simulateSchema = shape
  .refine(namesScript, scriptNamed)
  .transform((raw): SimulateOptions => {
    checkCertificate(raw);
    const limit = raw.limit ?? (raw.dryRun ? 1 : 0);
    return {
      script: scriptOf(raw),
      broker: targetOf(raw),
      tls: {
        ...defined('ca', raw.ca),
        ...defined('cert', raw.cert),
        ...defined('key', raw.key),
        insecure: raw.insecure,
      },
      ...credentialsOf(raw),
      protocolVersion: raw.mqttVersion,
      keepAliveSeconds: raw.keepalive,
      count: raw.count,
      ...defined('clientId', raw.clientId),
      connectRatePerSecond: 1_000 / raw.connectInterval,
      topic: raw.topic,
      qos: raw.qos,
      retain: raw.retain,
      messageIntervalMs: raw.messageInterval,
      ...(limit === 0 ? {} : { limit }),
      ...defined('seed', raw.seed),
      ...defined('start', raw.start),
      speed: raw.speed ?? (raw.dryRun ? 'max' : 1),
      dryRun: raw.dryRun,
      json: raw.json,
      quiet: raw.quiet,
      verbose: raw.verbose,
    };
  });

function scriptOf({ script = '', file = '' }: Raw): string {
  if (script !== '' && file !== '' && script !== file) {
    throw new PmSimError('options/conflict', 'Both SCRIPT and --file are given.', {
      hint: 'Each names the script: keep one.',
    });
  }
  return script === '' ? file : script;
}

const TLS_KEYS = ['ca', 'cert', 'key', 'insecure'] as const;
const ADDRESS_KEYS = ['host', 'port', 'protocol'] as const;

function targetOf(raw: Raw): BrokerTarget {
  const tlsKey = TLS_KEYS.find((key) => raw[key] !== undefined && raw[key] !== false);
  const target = raw.broker === undefined ? addressed(raw, tlsKey) : named(raw, raw.broker);
  if (tlsKey !== undefined && !target.tls) {
    throw new PmSimError('options/conflict', `${flagName(tlsKey)} is for TLS.`, {
      hint: 'Take mqtts instead of mqtt.',
    });
  }
  return target;
}

function addressed({ host, port, protocol }: Raw, tlsKey: string | undefined): BrokerTarget {
  const scheme = protocol ?? (tlsKey === undefined ? 'mqtt' : 'mqtts');
  const name = host ?? 'localhost';
  const authority = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  const url = `${scheme}://${authority}${port === undefined ? '' : `:${port}`}`;
  return brokerTarget(url) as BrokerTarget;
}

function named(raw: Raw, url: string): BrokerTarget {
  const other = ADDRESS_KEYS.find((key) => raw[key] !== undefined);
  if (other !== undefined) {
    throw new PmSimError('options/conflict', `Both --broker and ${flagName(other)} are given.`, {
      hint: 'Each names the broker: keep one.',
    });
  }
  const target = brokerTarget(url);
  if (target !== undefined) return target;
  throw new PmSimError('target/invalid', `"${url}" is not the URL of a broker.`, {
    hint: 'Write mqtt://127.0.0.1:1883, or mqtts://… for TLS.',
  });
}

function checkCertificate({ cert, key }: Raw): void {
  if ((cert === undefined) !== (key === undefined)) {
    throw new PmSimError('options/conflict', '--cert and --key go together.');
  }
}
