import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TwinRequestHandler } from './front-door/request-handler.ts';

/** Configuration that makes any AWS SDK v3 client reach the twin in process. */
export interface ClientDefaults {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly requestHandler: TwinRequestHandler;
}

/** Never resolved: requests do not leave the process. */
const ENDPOINT = 'http://twin.invalid';
/** Any credentials do; the twin checks no signatures. */
const CREDENTIALS = { accessKeyId: 'pm-sim', secretAccessKey: 'pm-sim' };

export function clientDefaults(region: string, requestHandler: TwinRequestHandler): ClientDefaults {
  return { region, endpoint: ENDPOINT, credentials: CREDENTIALS, requestHandler };
}

/** The clients that the stack's functions call. */
export interface TwinClients {
  readonly kinesis: KinesisClient;
  readonly dynamo: DynamoDBDocumentClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  destroy(): void;
}

export function openClients(defaults: ClientDefaults): TwinClients {
  const kinesis = new KinesisClient(defaults);
  const dynamoDb = new DynamoDBClient(defaults);
  const sns = new SNSClient(defaults);
  const s3 = new S3Client({ ...defaults, forcePathStyle: true });
  const marshallOptions = { removeUndefinedValues: true };
  return {
    kinesis,
    dynamo: DynamoDBDocumentClient.from(dynamoDb, { marshallOptions }),
    sns,
    s3,
    destroy() {
      kinesis.destroy();
      dynamoDb.destroy();
      sns.destroy();
      s3.destroy();
    },
  };
}
