import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { IoTClientConfig } from '@aws-sdk/client-iot';
import type { Clock } from '../../runtime/clock.ts';
import type { Alert } from '../../telemetry/alert.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';

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
  /** Messages that the telemetry rule has put into the telemetry stream since the start. */
  routed(): number;
  /** Waits until everything accepted has been scored and alerted; false when the time is over. */
  drain(timeoutMs: number): Promise<boolean>;
}

export type OpenTwin = (observers: {
  readonly onAlert: (alert: Alert) => void;
  readonly tell: (event: RunEvent) => void;
}) => Promise<LocalTwin>;
