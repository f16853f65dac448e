import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { AwsSession } from './open-aws.ts';

/**
 * A Kinesis client. By itself it speaks HTTP/2, which plain HTTP endpoints need not: there it is given
 * the HTTP/1.1 handler that the other clients of the SDK have.
 */
export function kinesisClient(aws: AwsSession): KinesisClient {
  if (aws.config.endpoint?.startsWith('http:') !== true) {
    return aws.client((config) => new KinesisClient(config));
  }
  const { requestHandler } = aws.client((config) => new DynamoDBClient(config)).config;
  return aws.client((config) => new KinesisClient({ ...config, requestHandler }));
}
