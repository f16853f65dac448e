import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Twin } from '../../cloud/local/twin.ts';
import { NAMES } from '../../cloud/stack/pm-sim-stack.ts';
import { createAlertDesk, type AlertDesk } from './alert-desk.ts';
import type { Pipeline } from './open-twin.ts';

/** The pipeline of a twin with the clients that a session needs of it. */
export interface SessionPipeline extends Pipeline {
  readonly alerts: AlertDesk;
  /** Ends the clients. */
  destroy(): void;
}

export function openSessionPipeline(twin: Twin, openedAt: Date): SessionPipeline {
  const kinesis = new KinesisClient(twin.clientDefaults);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(twin.clientDefaults));
  return {
    kinesis,
    scoredStream: NAMES.scoredStream,
    scoredFrom: openedAt,
    alerts: createAlertDesk(dynamo, NAMES.alertsTable),
    drain: (timeoutMs) => twin.drain(timeoutMs),
    destroy() {
      kinesis.destroy();
      dynamo.destroy();
    },
  };
}
