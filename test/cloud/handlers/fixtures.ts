import type {
  BatchResponse,
  KinesisEvent,
  KinesisEventRecord,
  LambdaContext,
  LambdaHandler,
} from '../../../src/cloud/handlers/lambda.ts';
import { createScoreHandler, type ScoreDependencies } from '../../../src/cloud/handlers/score.ts';
import type {
  DeviceMonitor,
  MonitorFactory,
} from '../../../src/cloud/handlers/scoring/device-monitor.ts';
import type { DeviceState } from '../../../src/cloud/handlers/scoring/device-state.ts';
import { reasonWriter } from '../../../src/cloud/handlers/scoring/reason.ts';
import type { StateStore } from '../../../src/cloud/handlers/scoring/state-store.ts';
import { silentLog } from '../../../src/runtime/log.ts';
import { encodeMessage, type TelemetryMessage } from '../../../src/telemetry/message.ts';
import type { ScoredRecord } from '../../../src/telemetry/scored.ts';

export const CONTEXT: LambdaContext = {
  functionName: 'score',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:score',
  memoryLimitInMB: '128',
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  logGroupName: '/aws/lambda/score',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 1_000,
};

export function message(
  seq: number,
  vibration: number,
  more: Partial<TelemetryMessage> = {},
): TelemetryMessage {
  return {
    device: 'wt-001',
    site: 'ridge',
    type: 'wind_turbine',
    serial: 'sn-1',
    ts: 1_000 * seq,
    seq,
    boot: 'b1',
    metrics: { vib_gearbox_mms: vibration, wind_speed_ms: 8 },
    ...more,
  };
}

export function sequence(n: number): string {
  return `${n}`.padStart(56, '0');
}

/** A record of shard 0 with sequence number `n`. */
export function eventRecord(n: number, partitionKey: string, payload: string): KinesisEventRecord {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber: sequence(n),
      data: Buffer.from(payload).toString('base64'),
      approximateArrivalTimestamp: n,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000000:${sequence(n)}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/score',
    awsRegion: 'eu-central-1',
    eventSourceARN: 'arn:aws:kinesis:eu-central-1:123456789012:stream/telemetry',
  };
}

/** Messages as the records of one batch, numbered from `first` on. */
export function batch(messages: readonly TelemetryMessage[], first = 1): KinesisEvent {
  return {
    Records: messages.map((each, at) => eventRecord(first + at, each.device, encodeMessage(each))),
  };
}

/**
 * A small detector whose verdict depends on every sample so far: anomalous above twice the mean. One
 * forgotten or repeated sample changes all that follows.
 */
export const doubleOfMean: MonitorFactory = {
  fingerprint: 'double-of-mean',
  metrics: ['vib_gearbox_mms'],
  create: () => monitorOf({ sum: 0, count: 0, openedAt: null }),
  restore: (bytes) => monitorOf(JSON.parse(new TextDecoder().decode(bytes)) as MeanState),
};

interface MeanState {
  sum: number;
  count: number;
  openedAt: number | null;
}

function monitorOf(state: MeanState): DeviceMonitor {
  return {
    observe({ ts, values }) {
      const value = values['vib_gearbox_mms'] ?? 0;
      const mean = state.count === 0 ? value : state.sum / state.count;
      const anomalous = value > 2 * mean;
      const before = state.openedAt;
      if (anomalous) state.openedAt ??= ts;
      else state.openedAt = null;
      state.sum += value;
      state.count += 1;
      const transition = transitionOf(before !== null, anomalous);
      return {
        ready: true,
        score: value / mean,
        threshold: 2,
        anomalous,
        attribution: [{ metric: 'vib_gearbox_mms', share: 1 }],
        ...(transition === undefined
          ? {}
          : {
              episode: {
                transition,
                openedAt: before ?? ts,
                severity: 'high' as const,
                metric: 'vib_gearbox_mms',
                value,
                expected: mean,
              },
            }),
      };
    },
    snapshot: () => new TextEncoder().encode(JSON.stringify(state)),
  };
}

function transitionOf(before: boolean, now: boolean): 'opened' | 'ongoing' | 'closed' | undefined {
  if (now) return before ? 'ongoing' : 'opened';
  return before ? 'closed' : undefined;
}

/** The state tables in memory, byte for byte: what is handed out is a copy. */
export function memoryStore(): StateStore & {
  readonly states: Map<string, DeviceState>;
  readonly snapshots: Map<string, { version: number; snapshot: Uint8Array }>;
} {
  const states = new Map<string, DeviceState>();
  const snapshots = new Map<string, { version: number; snapshot: Uint8Array }>();
  return {
    states,
    snapshots,
    loadStates: async (devices) =>
      new Map(
        devices.flatMap((device) => {
          const state = states.get(device);
          return state === undefined ? [] : [[device, structuredClone(state)]];
        }),
      ),
    loadSnapshots: async (wanted) =>
      new Map(
        wanted.flatMap(({ device, snapshotVersion }) => {
          const found = snapshots.get(`${device}/${snapshotVersion % 2}`);
          return found?.version === snapshotVersion ? [[device, found.snapshot.slice()]] : [];
        }),
      ),
    saveSnapshot: async (device, version, snapshot) => {
      snapshots.set(`${device}/${version % 2}`, { version, snapshot: snapshot.slice() });
    },
    saveStates: async (saved) => {
      for (const state of saved) states.set(state.device, structuredClone(state));
    },
  };
}

export interface Scoring {
  readonly handler: LambdaHandler<KinesisEvent, BatchResponse>;
  readonly written: ScoredRecord[];
}

/** A score handler over the given store; every call is one execution environment. */
export function scoring(store: StateStore, options: Partial<ScoreDependencies> = {}): Scoring {
  const written: ScoredRecord[] = [];
  const handler = createScoreHandler({
    monitors: doubleOfMean,
    reason: reasonWriter([{ metric: 'vib_gearbox_mms' }]),
    store,
    write: async (records) => {
      written.push(...records);
    },
    log: silentLog,
    snapshotEvery: 4,
    devicesInMemoryMax: 100,
    ...options,
  });
  return { handler, written };
}
