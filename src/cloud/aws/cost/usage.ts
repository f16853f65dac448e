import type { PriceName } from '../../stack/prices.ts';
import { SNAPSHOT_EVERY } from '../../stack/pm-sim-stack.ts';
import type { Stack, Stream } from '../../stack/stack.ts';
import type { Assumptions } from './assumptions.ts';
import { batchesOf } from './batches.ts';

/** What one device sends, on average. */
export interface DeviceFlow {
  readonly messagesPerSecond: number;
  readonly payloadBytes: number;
  /** Units of 5 KB that a message with its topic is metered as. */
  readonly meteredUnits: number;
}

export interface UsageInput {
  readonly stack: Stack;
  readonly devices: number;
  readonly flow: DeviceFlow;
  readonly assumptions: Assumptions;
  /** Alarms that watch the stack. */
  readonly alarms: number;
}

/** Units used in a month, by what they are billed as. */
export type Usage = Readonly<Partial<Record<PriceName, number>>>;

/** A month of mean length. */
const MONTH_HOURS = (365.25 / 12) * 24;
const MONTH_SECONDS = MONTH_HOURS * 3_600;

/** Steps that services bill by, bytes (their pricing pages, "Key terms"). */
const PUT_UNIT_BYTES = 25 * 1_024;
const ON_DEMAND_STEP_BYTES = 1_024;
const WRITE_UNIT_BYTES = 1_024;
const GB = 2 ** 30;

/** What the pipeline uses in a month when every device sends steadily. */
export function monthlyUsage(input: UsageInput): Usage {
  return {
    ...iotUsage(input),
    ...kinesisUsage(input),
    ...lambdaUsage(input),
    ...dynamoDbUsage(input),
    ...alertUsage(input),
    'cloudwatch-alarm': input.alarms,
  };
}

function messagesOf({ devices, flow }: UsageInput): number {
  return devices * flow.messagesPerSecond * MONTH_SECONDS;
}

/** Bounds of the price steps of messages, per month. */
const FIRST_STEP = 1e9;
const SECOND_STEP = 5e9;

function iotUsage(input: UsageInput): Usage {
  const units = messagesOf(input) * input.flow.meteredUnits;
  const actions = input.stack.rules.reduce((sum, rule) => sum + rule.actions.length, 0);
  return {
    'iot-message': Math.min(units, FIRST_STEP),
    'iot-message-over-1g': Math.max(0, Math.min(units, SECOND_STEP) - FIRST_STEP),
    'iot-message-over-5g': Math.max(0, units - SECOND_STEP),
    'iot-connection': input.devices * (MONTH_SECONDS / 60),
    'iot-rule': units * input.stack.rules.length,
    'iot-action': units * actions,
  };
}

function kinesisUsage(input: UsageInput): Usage {
  const sums = { shards: 0, units: 0, onDemand: 0, inBytes: 0, outBytes: 0 };
  const messages = messagesOf(input);
  for (const stream of input.stack.streams) {
    const bytes = recordBytes(stream, input);
    if (stream.mode === 'PROVISIONED') {
      sums.shards += stream.shardCount;
      sums.units += messages * Math.ceil(bytes / PUT_UNIT_BYTES);
      continue;
    }
    const readers = input.stack.mappings.filter((mapping) => mapping.stream === stream.name).length;
    sums.onDemand += 1;
    sums.inBytes += messages * steps(bytes, ON_DEMAND_STEP_BYTES) * ON_DEMAND_STEP_BYTES;
    sums.outBytes += messages * bytes * readers;
  }
  return {
    'kinesis-shard': sums.shards * MONTH_HOURS,
    'kinesis-put': sums.units,
    'kinesis-on-demand': sums.onDemand * MONTH_HOURS,
    'kinesis-in': sums.inBytes / GB,
    'kinesis-out': sums.outBytes / GB,
  };
}

/** Streams that a rule feeds carry messages as devices send them, the others what was scored. */
function recordBytes({ name }: Stream, { stack, flow, assumptions }: UsageInput): number {
  const isFed = stack.rules.some((rule) =>
    rule.actions.some((action) => 'kinesis' in action && action.kinesis.streamName === name),
  );
  return isFed ? flow.payloadBytes : assumptions['scored-record-bytes'];
}

function lambdaUsage({ stack, devices, flow, assumptions }: UsageInput): Usage {
  let requests = 0;
  let gbSeconds = 0;
  for (const mapping of stack.mappings) {
    const reader = stack.functions.find(({ name }) => name === mapping.functionName);
    // Files have no mapping: what reads a stream scores or alerts.
    if (reader === undefined || reader.handler === 'ingest') continue;
    const { perSecond, records } = batchesOf(mapping, { stack, devices, flow });
    const recordMs = assumptions[`${reader.handler}-record-ms`];
    const batchMs = assumptions[`${reader.handler}-batch-ms`] + records * recordMs;
    requests += perSecond * MONTH_SECONDS;
    gbSeconds += (perSecond * MONTH_SECONDS * batchMs * reader.memoryMb) / 1_000 / 1_024;
  }
  return { 'lambda-request': requests, 'lambda-gb-second': gbSeconds };
}

/**
 * Each batch writes the state of each device in it; now and then a snapshot. Reads are left out: they
 * happen when an execution environment begins.
 */
function dynamoDbUsage(input: UsageInput): Usage {
  const { stack, devices, assumptions } = input;
  const scoring = stack.mappings.filter(({ functionName }) =>
    stack.functions.some(({ name, handler }) => name === functionName && handler === 'score'),
  );
  const stateWrites = scoring.reduce((sum, mapping) => {
    const { perSecond, devices: inBatch } = batchesOf(mapping, input);
    return sum + perSecond * inBatch * MONTH_SECONDS;
  }, 0);
  const stored =
    devices * (assumptions['state-bytes'] + 2 * assumptions['snapshot-bytes']) +
    alertsOf(input) * assumptions['alert-bytes'];
  return {
    'dynamodb-write':
      stateWrites * writeUnits(assumptions['state-bytes']) +
      (messagesOf(input) / SNAPSHOT_EVERY) * writeUnits(assumptions['snapshot-bytes']) +
      // Opened, notified, closed; each in the table and its index.
      alertsOf(input) * 6 * writeUnits(assumptions['alert-bytes']),
    'dynamodb-storage': stored / GB,
    'dynamodb-backup': stored / GB,
  };
}

function alertsOf({ devices, assumptions }: UsageInput): number {
  return devices * assumptions['alerts-per-device'];
}

function alertUsage(input: UsageInput): Usage {
  const alerts = alertsOf(input);
  return {
    'sns-publish': alerts,
    'sns-email': alerts * input.assumptions['alert-emails'],
  };
}

function writeUnits(bytes: number): number {
  return steps(bytes, WRITE_UNIT_BYTES);
}

function steps(bytes: number, step: number): number {
  return Math.ceil(bytes / step);
}
