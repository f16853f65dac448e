import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ClientDefaults } from './client-defaults.ts';

/** The clients that the score function calls: apart, since loading the others takes as long again. */
export interface ScoreClients {
  readonly kinesis: KinesisClient;
  readonly dynamo: DynamoDBDocumentClient;
  destroy(): void;
}

export function openScoreClients(defaults: ClientDefaults): ScoreClients {
  const kinesis = new KinesisClient(defaults);
  const dynamoDb = new DynamoDBClient(defaults);
  const marshallOptions = { removeUndefinedValues: true };
  return {
    kinesis,
    dynamo: DynamoDBDocumentClient.from(dynamoDb, { marshallOptions }),
    destroy() {
      kinesis.destroy();
      dynamoDb.destroy();
    },
  };
}
