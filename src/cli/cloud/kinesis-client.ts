import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { AwsSession } from './open-aws.ts';

/**
 * A Kinesis client. By itself it speaks HTTP/2, which plain HTTP endpoints need not: there it is given
 * the HTTP/1.1 handler that the other clients of the SDK have.
 */
export function kinesisClient(aws: AwsSession): KinesisClient {
  return aws.client((config) => {
    if (config.endpoint?.startsWith('http:') !== true) return new KinesisClient(config);
    const { requestHandler } = new DynamoDBClient(config).config;
    return new KinesisClient({ ...config, requestHandler });
  }, 'KINESIS');
}
