import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoTClient } from '@aws-sdk/client-iot';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll } from 'vitest';
import {
  holdTo,
  type ContractTarget,
  type ServiceContract,
} from '../cloud/local/contract/contract.ts';
import type { TargetConfig } from '../cloud/local/contract/open-target.ts';
import { DYNAMODB_CONTRACT } from '../cloud/local/dynamodb/dynamodb.contract.ts';
import { IOT_CONTRACT } from '../cloud/local/iot/iot.contract.ts';
import { http1Handler } from '../cloud/local/kinesis/kinesis-target.ts';
import { KINESIS_CONTRACT } from '../cloud/local/kinesis/kinesis.contract.ts';
import { S3_CONTRACT } from '../cloud/local/s3/s3.contract.ts';
import { SNS_CONTRACT } from '../cloud/local/sns/sns.contract.ts';
import { SQS_CONTRACT } from '../cloud/local/sqs/sqs.contract.ts';
import { MOTO_DEVIATIONS } from './moto-deviations.ts';
import { isMissing, startMoto, type Moto } from './program.ts';

const missing = isMissing('moto_server');
let moto: Promise<Moto> | undefined;
afterAll(async () => (await moto)?.stop());

/** One server for all contracts, started by the first. */
async function connected<Client extends { destroy(): void }>(
  create: (config: TargetConfig) => Client,
): Promise<ContractTarget<Client>> {
  const { endpoint } = await (moto ??= startMoto());
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = create({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 });
  return { client, close: () => Promise.resolve(client.destroy()) };
}

function holdMotoTo<Client extends { destroy(): void }>(
  contract: ServiceContract<Client>,
  create: (config: TargetConfig) => Client,
): void {
  const deviations = MOTO_DEVIATIONS[contract.service] ?? {};
  const target = { name: 'moto', open: () => connected(create) };
  holdTo(contract, target, { deviations, isMissing: missing });
}

holdMotoTo(KINESIS_CONTRACT, (config) => new KinesisClient({ ...config, ...http1Handler() }));
holdMotoTo(DYNAMODB_CONTRACT, (config) => new DynamoDBClient(config));
holdMotoTo(SNS_CONTRACT, (config) => new SNSClient(config));
holdMotoTo(SQS_CONTRACT, (config) => new SQSClient(config));
holdMotoTo(S3_CONTRACT, (config) => new S3Client({ ...config, forcePathStyle: true }));
holdMotoTo(IOT_CONTRACT, (config) => new IoTClient(config));
