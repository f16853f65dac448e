import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { IdentityCaller } from '../../cloud/aws/identity-call.ts';
import { openTwin, type OpeningTwin, type TwinEvent } from '../../cloud/local/twin.ts';
import { devicePolicyDocument } from '../../cloud/stack/device-policy.ts';
import { NAMES, pmSimStack } from '../../cloud/stack/pm-sim-stack.ts';
import { systemClock, type Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import type { Random } from '../../runtime/random.ts';
import type { Alert } from '../../telemetry/alert.ts';
import type { Backlog, RunEvent } from '../../telemetry/run-event.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import type { TwinOptions } from '../options/run-options.ts';
import type { AlertDesk } from './alert-desk.ts';
import type { SessionPipeline } from './session-pipeline.ts';
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
  /** Gives devices their identities. */
  readonly identities: IdentityCaller;
  readonly devicePolicy: string;
  /** The alerts table, for whoever works it off. */
  readonly alerts: AlertDesk;
  /** Where alerts are known from what was scored only: each scored record that is read back. */
  onScored?(record: ScoredRecord): void;
  /** Messages that the telemetry rule has put into the telemetry stream since the start. */
  routed(): number;
  /** How far functions are behind their streams; only where that is known at any moment. */
  readonly backlog?: () => Backlog;
  /**
   * Whether the pipeline's output can only be followed from the moment of looking on: then it must be
   * opened before the first message.
   */
  readonly followsFromNow?: boolean;
  /** Opens what works on the streams, once however often it is called; messages wait in them meanwhile. */
  openPipeline(): Promise<Pipeline>;
}

/** What is behind the telemetry stream. */
export interface Pipeline {
  readonly kinesis: KinesisClient;
  readonly scoredStream: string;
  /** Where in it this session's records begin. */
  readonly scoredFrom: 'LATEST' | Date;
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

/**
 * The local twin of the profile's pipeline, in this process. Devices can publish when this resolves;
 * the rest is opened when it is asked for, unless the AWS API is to be open from the start.
 */
export function twinOpener({ options, profile, random }: TwinOpenerOptions): OpenTwin {
  return async (observers) => {
    const clock = systemClock();
    const { host, stateDir, fresh, mqttPort, awsPort } = options;
    const openedAt = new Date(clock.now());
    const twin = await openTwin({
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
    try {
      const port = awsPort === undefined ? undefined : (await twin.complete()).awsPort;
      return sessionTwin(twin, { clock, openedAt, awsPort: port });
    } catch (error) {
      await twin[Symbol.asyncDispose]();
      throw error;
    }
  };
}

interface Opened {
  readonly clock: Clock;
  readonly openedAt: Date;
  readonly awsPort: number | undefined;
}

function sessionTwin(twin: OpeningTwin, { clock, openedAt, awsPort }: Opened): LocalTwin {
  let opening: Promise<SessionPipeline> | undefined;
  const open = async (): Promise<SessionPipeline> => {
    const { openSessionPipeline } = await import('./session-pipeline.ts');
    return openSessionPipeline(await twin.complete(), openedAt);
  };
  const pipeline = (): Promise<SessionPipeline> => (opening ??= open());
  return {
    host: twin.mqtt.host,
    mqttPort: twin.mqtt.port,
    ...(awsPort === undefined ? {} : { awsPort }),
    caPem: twin.caPem,
    clock,
    identities: twin.identities,
    devicePolicy: devicePolicyDocument(twin.account),
    alerts: {
      list: async () => (await pipeline()).alerts.list(),
      acknowledge: async (id) => (await pipeline()).alerts.acknowledge(id),
      close: async (id) => (await pipeline()).alerts.close(id),
    },
    routed: () => twin.routed()[NAMES.telemetryStream] ?? 0,
    backlog: () => twin.backlog(),
    openPipeline: pipeline,
    async [Symbol.asyncDispose]() {
      const opened = await opening?.catch(() => undefined);
      opened?.destroy();
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
