import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import type { ClientDefaults } from './client-defaults.ts';
import { openScoreClients, type ScoreClients } from './score-clients.ts';

/** The clients that the stack's functions call. */
export interface TwinClients extends ScoreClients {
  readonly sns: SNSClient;
  readonly s3: S3Client;
}

export function openClients(defaults: ClientDefaults): TwinClients {
  const score = openScoreClients(defaults);
  const sns = new SNSClient(defaults);
  const s3 = new S3Client({ ...defaults, forcePathStyle: true });
  return {
    ...score,
    sns,
    s3,
    destroy() {
      score.destroy();
      sns.destroy();
      s3.destroy();
    },
  };
}
