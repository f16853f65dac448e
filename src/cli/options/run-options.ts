import { z } from 'zod';
import { PmSimError } from '../../runtime/errors.ts';
import { awsPlace, awsShape, stackName, type StackOnAws } from './aws-target.ts';
import { brokerTarget } from './broker-target.ts';
import { defined } from './defined.ts';
import { brokerOptions, brokerShape, type BrokerOptions } from './run-broker-options.ts';
import * as field from './fields.ts';

/** Most devices of a fleet; what one process has no room for, shards share. */
const DEVICES_MAX = 1_000_000;
/** Most connections per second that anybody asks for; AWS IoT takes 500. */
const CONNECT_RATE_MAX = 100_000;
const READINGS_MAX = Number.MAX_SAFE_INTEGER;

export { defined } from './defined.ts';

/** Settings of the twin, as `run` and `replay` share them. */
export const twinShape = {
  target: field.text.optional(),
  host: field.text.default('127.0.0.1'),
  mqttPort: field.port.optional(),
  awsPort: field.port.optional(),
  state: field.text,
  fresh: field.flag.default(false),
  keyPassphraseFile: field.text.optional(),
};

/** Settings of what is shown and written, as `run` and `replay` share them. */
export const outputShape = {
  json: field.flag.default(false),
  quiet: field.flag.default(false),
  tui: field.flag.default(true),
  out: field.text.optional(),
  config: field.text.optional(),
  verbose: field.flag.default(false),
};

/** What a run on AWS may cost without a question, USD: more than a trial does, less than a surprise. */
const COST_MAX_USD = 10;

function amountOf(value: unknown): number | undefined {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof amount === 'number' && amount >= 0 ? amount : undefined;
}

const shape = z.strictObject({
  profile: field.profileName.optional(),
  count: field.integer({ min: 1, max: DEVICES_MAX }).optional(),
  set: field.assignments.default([]),
  messageInterval: field.durationOrMs.optional(),
  qos: field.qos.default(1),
  client: field.mqttClient.default('lean'),
  connectRate: field.integer({ min: 1, max: CONNECT_RATE_MAX }).default(400),
  limit: field.integer({ min: 1, max: READINGS_MAX }).optional(),
  seed: field.text.optional(),
  speed: field.speed.default(1),
  duration: field.duration.optional(),
  start: field.instant.optional(),
  end: field.instant.optional(),
  inject: field.textList.default([]),
  scenario: field.text.optional(),
  campaign: field.campaign.optional(),
  shard: field.shard.optional(),
  ...brokerShape,
  showTruth: field.flag.default(false),
  ...twinShape,
  ...awsShape,
  stack: stackName.default('pm-sim'),
  maxCost: field.custom('an amount in USD, 0 or more', amountOf).default(COST_MAX_USD),
  ...outputShape,
});

/** What `pm-sim run` was asked to do; paths absolute, durations in ms, instants in ms since the epoch. */
export interface RunOptions extends OutputOptions {
  /** Absent only where a scenario may name it. */
  readonly profile?: string;
  readonly count?: number;
  readonly set: readonly string[];
  readonly messageIntervalMs?: number;
  readonly qos: 0 | 1;
  /** MQTT client of the devices. */
  readonly client: 'lean' | 'mqtt' | 'crt';
  readonly connectRatePerSecond: number;
  /** Readings of each device after which it stops. */
  readonly limit?: number;
  /** Absent: the caller takes a random one and prints it. */
  readonly seed?: string;
  readonly speed: number | 'max';
  readonly durationMs?: number;
  readonly start?: number;
  readonly end?: number;
  /** `MODE@DEVICE+DELAY…`, not yet parsed: the simulator knows the modes. */
  readonly inject: readonly string[];
  /** By name or path. */
  readonly scenario?: string;
  /** Absent: what the scenario says. */
  readonly campaign?: 'none' | 'default';
  /** Part of the fleet that is run; absent: all of it. */
  readonly shard?: field.ShardChoice;
  /** Where the path ends, if not at the twin; what follows is for it only. */
  readonly broker?: BrokerOptions;
  /** Whether the terminal UI shows faults that were planned. */
  readonly showTruth: boolean;
  readonly twin: TwinOptions;
  /** Present: the run ends in a stack on AWS instead of the twin. */
  readonly aws?: RunOnAws;
}

export interface RunOnAws extends StackOnAws {
  /** What the run may cost without a question, USD; a run without an end, in a month. */
  readonly maxCostUsd: number;
  /** PEM file of the MQTT endpoint's authority; what Node trusts when absent. */
  readonly caFile?: string;
}

export interface TwinOptions {
  readonly host: string;
  /** Absent: any free port. */
  readonly mqttPort?: number;
  /** Absent: the AWS endpoint stays closed. */
  readonly awsPort?: number;
  readonly stateDir: string;
  readonly fresh: boolean;
  /** File whose first line is the passphrase of the devices' private keys. */
  readonly passphraseFile?: string;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** False only where `--no-tui` was said; a pipe gets lines whatever this says. */
  readonly tui: boolean;
  readonly outDir?: string;
  readonly verbose: boolean;
}

/** Schema of the raw values, keyed as the flags are, into the typed options. */
export const runSchema = shape
  .refine(field.namesProfile, field.profileNamed)
  .transform((raw): RunOptions => {
    checkSpan(raw);
    return {
      ...defined('profile', raw.profile),
      ...defined('count', raw.count),
      set: raw.set,
      ...defined('messageIntervalMs', raw.messageInterval),
      qos: raw.qos,
      client: raw.client,
      connectRatePerSecond: raw.connectRate,
      ...defined('limit', raw.limit),
      ...defined('seed', raw.seed),
      speed: raw.speed,
      ...defined('durationMs', raw.duration),
      ...defined('start', raw.start),
      ...defined('end', raw.end),
      inject: raw.inject,
      ...defined('scenario', raw.scenario),
      ...defined('campaign', raw.campaign),
      ...defined('shard', raw.shard),
      ...defined('broker', brokerOptions(raw)),
      showTruth: raw.showTruth,
      twin: twinOptions(raw.target === 'aws' ? { ...raw, target: 'local' } : raw),
      ...defined('aws', runOnAws(raw)),
      ...outputOptions(raw),
    };
  });

function runOnAws(raw: z.output<typeof shape>): RunOnAws | undefined {
  if (raw.target !== 'aws') return undefined;
  if (raw.speed === 'max') {
    throw new PmSimError('options/conflict', '--speed max is as fast as this machine is.', {
      hint: 'AWS IoT takes 100 messages a second of a device: give a factor.',
    });
  }
  return {
    place: awsPlace(raw),
    stack: raw.stack,
    maxCostUsd: raw.maxCost,
    ...defined('caFile', raw.ca),
  };
}

export function twinOptions(raw: z.output<z.ZodObject<typeof twinShape>>): TwinOptions {
  if (brokerTarget(raw.target ?? '') === undefined) checkTarget(raw.target ?? 'local');
  return {
    host: raw.host,
    ...defined('mqttPort', raw.mqttPort),
    ...defined('awsPort', raw.awsPort),
    stateDir: raw.state,
    fresh: raw.fresh,
    ...defined('passphraseFile', raw.keyPassphraseFile),
  };
}

export function outputOptions(raw: z.output<z.ZodObject<typeof outputShape>>): OutputOptions {
  const { json, quiet, tui, verbose } = raw;
  return { json, quiet, tui, verbose, ...defined('outDir', raw.out) };
}

function checkTarget(target: string): void {
  if (target === 'local') return;
  const hint = 'Leave --target out, or write --target local.';
  if (target === 'aws') {
    throw new PmSimError('target/unsupported', 'Recorded data is replayed on the twin only.', {
      hint,
    });
  }
  throw new PmSimError('target/unknown', `"${target}" is not a target; "local" is.`, { hint });
}

function checkSpan(raw: {
  duration?: unknown;
  start?: number | undefined;
  end?: number | undefined;
}) {
  if (raw.duration !== undefined && raw.end !== undefined) {
    throw new PmSimError('options/conflict', 'Both --duration and --end are given.', {
      hint: 'Each says when the run ends: keep one.',
    });
  }
  if (raw.start !== undefined && raw.end !== undefined && raw.end <= raw.start) {
    throw new PmSimError('options/conflict', '--end is not after --start.');
  }
}
