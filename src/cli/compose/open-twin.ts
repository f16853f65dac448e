import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { IoTClientConfig } from '@aws-sdk/client-iot';
import { startTwin, type Twin, type TwinEvent } from '../../cloud/local/twin.ts';
import { devicePolicyDocument } from '../../cloud/stack/device-policy.ts';
import { NAMES, pmSimStack } from '../../cloud/stack/pm-sim-stack.ts';
import { systemClock, type Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import type { Random } from '../../runtime/random.ts';
import type { Alert } from '../../telemetry/alert.ts';
import type { Backlog, RunEvent } from '../../telemetry/run-event.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import type { TwinOptions } from '../options/run-options.ts';
import { createAlertDesk, type AlertDesk } from './alert-desk.ts';
import { stackChoices } from './stack-choices.ts';
import type { RunProfile } from './profile-sections.ts';

/** The cloud as a session sees it, whoever it is made by. */
export interface LocalTwin extends AsyncDisposable {
  readonly host: string;
  readonly mqttPort: number;
  readonly awsPort?: number;
  readonly caPem: string;
  /** Wall time of the twin. */
  readonly clock: Clock;
  /** Configuration for a client of the IoT control plane. */
  readonly iot: IoTClientConfig;
  readonly kinesis: KinesisClient;
  readonly scoredStream: string;
  readonly devicePolicy: string;
  /** The alerts table, for whoever works it off. */
  readonly alerts: AlertDesk;
  /** Where alerts are known from what was scored only: each scored record that is read back. */
  onScored?(record: ScoredRecord): void;
  /** Messages that the telemetry rule has put into the telemetry stream since the start. */
  routed(): number;
  /** How far functions are behind their streams; only where that is known at any moment. */
  readonly backlog?: () => Backlog;
  /** Waits until everything accepted has been scored and alerted; false when the time is over. */
  drain(timeoutMs: number): Promise<boolean>;
}

interface TwinObservers {
  readonly onAlert: (alert: Alert) => void;
  readonly tell: (event: RunEvent) => void;
}

export type OpenTwin = (observers: TwinObservers) => Promise<LocalTwin>;

export interface TwinOpenerOptions {
  readonly options: TwinOptions;
  readonly profile: RunProfile;
  readonly random: Random;
}

/** The local twin of the profile's pipeline, in this process. */
export function twinOpener({ options, profile, random }: TwinOpenerOptions): OpenTwin {
  return async (observers) => {
    const clock = systemClock();
    const { host, stateDir, fresh, mqttPort, awsPort } = options;
    const twin = await startTwin({
      stack: pmSimStack(stackChoices(profile)),
      stateDir,
      fresh,
      host,
      ...(mqttPort === undefined ? {} : { mqttPort }),
      ...(awsPort === undefined ? {} : { awsPort }),
      clock,
      random: random.fork('twin'),
      log: warningsTo(observers.tell),
      onEvent: (event) => pass(event, observers),
    });
    return sessionTwin(twin, clock);
  };
}

function sessionTwin(twin: Twin, clock: Clock): LocalTwin {
  const kinesis = new KinesisClient(twin.clientDefaults);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(twin.clientDefaults));
  return {
    host: twin.mqtt.host,
    mqttPort: twin.mqtt.port,
    ...(twin.awsPort === undefined ? {} : { awsPort: twin.awsPort }),
    caPem: twin.caPem,
    clock,
    iot: twin.clientDefaults,
    kinesis,
    scoredStream: NAMES.scoredStream,
    devicePolicy: devicePolicyDocument(twin.account),
    alerts: createAlertDesk(dynamo, NAMES.alertsTable),
    routed: () => twin.counters().routed[NAMES.telemetryStream] ?? 0,
    backlog: () => twin.counters().backlog,
    drain: (timeoutMs) => twin.drain(timeoutMs),
    async [Symbol.asyncDispose]() {
      kinesis.destroy();
      dynamo.destroy();
      await twin[Symbol.asyncDispose]();
    },
  };
}

function pass(event: TwinEvent, { onAlert, tell }: TwinObservers): void {
  if (event.type === 'alert') onAlert(event.alert);
  else tell(event);
}

/** What the twin has to say that is more than routine. */
function warningsTo(tell: (event: RunEvent) => void): Log {
  return ({ level, area, text }) => {
    if (level === 'warn' || level === 'error') tell({ type: 'warning', text: `${area}: ${text}` });
  };
}
