import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoTClient } from '@aws-sdk/client-iot';
import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, beforeEach } from 'vitest';
import { provisionDevices } from '../../../src/cloud/aws/things.ts';
import type { AlertItem } from '../../../src/cloud/handlers/alerting/alert-item.ts';
import {
  openTwin,
  startTwin,
  type OpeningTwin,
  type Twin,
  type TwinEvent,
  type TwinOptions,
} from '../../../src/cloud/local/twin.ts';
import {
  DEVICE_POLICY_NAME,
  devicePolicyDocument,
} from '../../../src/cloud/stack/device-policy.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { encodeMessage } from '../../../src/telemetry/message.ts';
import type { ScoredRecord } from '../../../src/telemetry/scored.ts';
import { deviceTopic } from '../../../src/telemetry/topics.ts';
import { twinOptions } from './twin-options.ts';

/** First message of the fault in {@link vibration}; the episode opens within a few seconds of it. */
export const FAULT_SEQ = 101;
const FAULT_SECONDS = 60;

/** Calm, then a fault of a minute. */
function vibration(seq: number): number {
  const fault = seq >= FAULT_SEQ && seq < FAULT_SEQ + FAULT_SECONDS;
  return (fault ? 6 : 2) + 0.1 * Math.sin(seq * 7);
}

export function payload(seq: number, device = 'wt-001'): string {
  return encodeMessage({
    device,
    site: 'ridge',
    type: 'wind_turbine',
    serial: `sn-${device}`,
    ts: Date.UTC(2026, 2, 2, 8) + 1_000 * seq,
    seq,
    boot: 'b1',
    metrics: { vib_gearbox_mms: vibration(seq) },
  });
}

export const TOPIC = deviceTopic('ridge', 'wt-001', 'telemetry');

/** What a device has to know of a twin. */
type Reachable = Pick<Twin, 'account' | 'mqtt' | 'caPem'> &
  (Pick<Twin, 'clientDefaults'> | Pick<OpeningTwin, 'identities'>);

export interface Bench {
  readonly folder: string;
  readonly stateDir: string;
  readonly events: TwinEvent[];
  start(more?: Partial<TwinOptions>): Promise<Twin>;
  /** Only up to its broker. */
  open(more?: Partial<TwinOptions>): Promise<OpeningTwin>;
  /** A device with its own certificate, connected over mutual TLS. */
  connect(twin: Reachable, device?: string): Promise<MqttClient>;
}

/** A folder for each test; whatever was started on it is ended and the folder removed afterwards. */
export function bench(): Bench {
  let folder = '';
  const events: TwinEvent[] = [];
  const note = (event: TwinEvent): void => void events.push(event);
  const twins: AsyncDisposable[] = [];
  const clients: MqttClient[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pm-sim-twin-'));
    events.length = 0;
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
    await Promise.all(twins.splice(0).map((twin) => twin[Symbol.asyncDispose]()));
    rmSync(folder, { recursive: true });
  });
  return {
    get folder() {
      return folder;
    },
    get stateDir() {
      return join(folder, 'state');
    },
    events,
    async start(more = {}) {
      const twin = await startTwin(twinOptions(join(folder, 'state'), { onEvent: note, ...more }));
      twins.push(twin);
      return twin;
    },
    async open(more = {}) {
      const twin = await openTwin(twinOptions(join(folder, 'state'), { onEvent: note, ...more }));
      twins.push(twin);
      return twin;
    },
    async connect(twin, device = 'wt-001') {
      const client = await connectDevice(twin, device, join(folder, 'certs'));
      clients.push(client);
      return client;
    },
  };
}

/** Provisions the device unless it is known, and connects it. */
async function connectDevice(
  twin: Reachable,
  device: string,
  certsDir: string,
): Promise<MqttClient> {
  const access =
    'identities' in twin
      ? { identities: twin.identities }
      : { iot: new IoTClient(twin.clientDefaults) };
  const [identity] = await provisionDevices({
    ...access,
    names: [device],
    policyName: DEVICE_POLICY_NAME,
    policyDocument: devicePolicyDocument(twin.account),
    certsDir,
    clock: systemClock(),
    random: createRandom('provision'),
  });
  if (identity === undefined) throw new Error(`${device} was not provisioned`);
  return connectAsync({
    protocol: 'mqtts',
    ...twin.mqtt,
    clientId: device,
    ca: twin.caPem,
    cert: identity.certificatePem,
    key: identity.privateKeyPem,
    reconnectPeriod: 0,
  });
}

/** Publishes messages `from` to `to`, each acknowledged before the next. */
export async function publish(client: MqttClient, from: number, to: number): Promise<void> {
  for (let seq = from; seq <= to; seq += 1) {
    await client.publishAsync(TOPIC, payload(seq), { qos: 1 });
  }
}

export async function alertItems(twin: Twin): Promise<AlertItem[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(twin.clientDefaults));
  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'alerts' }));
  return Items as AlertItem[];
}

export async function scoredRecords(twin: Twin): Promise<ScoredRecord[]> {
  const client = new KinesisClient(twin.clientDefaults);
  const start = { StreamName: 'scored', ShardId: 'shardId-000000000000' };
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ ...start, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map(({ Data }) => JSON.parse(Buffer.from(Data ?? []).toString()) as ScoredRecord);
}

/** Mails that went out, by file. */
export function mails(twin: Twin): string[] {
  return readdirSync(twin.outboxDir);
}
