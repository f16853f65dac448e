import { createCloudWatchService } from './cloudwatch/cloudwatch-service.ts';
import { createDynamoDb, type DynamoDb } from './dynamodb/dynamodb.ts';
import { createFrontDoor, type FrontDoor } from './front-door/front-door.ts';
import { createStsService } from './front-door/sts-service.ts';
import { LOCAL_ACCOUNT } from './identity/arn.ts';
import { createKinesisService } from './kinesis/kinesis-service.ts';
import { createS3, type S3 } from './s3/s3-service.ts';
import { createIotDataPlane } from './shadow/data-plane.ts';
import { createSns, type Sns } from './sns/sns-service.ts';
import type { Disposal } from '../../runtime/disposal.ts';
import { lastName, twinNames, type TwinNames } from './twin-names.ts';
import { endpointUrlOf, type NearStores } from './twin-near-stores.ts';
import type { TwinOptions } from './twin.ts';

/** Stores that nothing needs before a function runs. */
export interface FarStores {
  readonly dynamoDb: DynamoDb;
  readonly sns: Sns;
  readonly s3: S3;
}

export type Stores = NearStores & FarStores;

export async function openFarStores(
  options: TwinOptions,
  { sqs, late }: NearStores,
  disposal: Disposal,
): Promise<FarStores> {
  const { stateDir, clock, log, account = LOCAL_ACCOUNT } = options;
  const common = { stateDir, clock, log, account, ...account };
  const dynamoDb = disposal.use(await createDynamoDb(common));
  const sns = disposal.use(
    createSns({
      ...common,
      endpointUrl: () => endpointUrlOf(late),
      invokeLambda: (arn, event) => late.invoker?.enqueue(lastName(arn), event) ?? false,
      sendToQueue: (arn, body) => sqs.send(arn, body),
    }),
  );
  const s3 = disposal.use(
    createS3({ ...common, onCreated: (created) => late.notifications?.onCreated(created) }),
  );
  return { dynamoDb, sns, s3 };
}

/** The AWS API over the stores. */
export function openDoor(
  { registry, controlPlane, engine, dynamoDb, sqs, sns, s3, devices, metrics, late }: Stores,
  options: TwinOptions,
): FrontDoor {
  const services = [
    createKinesisService(engine),
    dynamoDb,
    sns,
    sqs,
    s3,
    controlPlane,
    createIotDataPlane(devices.shadows, () => options.clock.now()),
    createStsService(registry.account),
    createCloudWatchService({
      store: metrics,
      alarms: () => late.alarms,
      account: registry.account,
      topicArn: (topic) => twinNames(registry.account).topic(topic),
      now: () => options.clock.now(),
    }),
  ];
  return createFrontDoor(services, options);
}

/** Makes what the stack names and is not there yet; streams and queues were made before. */
export async function layOut(
  { dynamoDb, sns, s3 }: FarStores,
  names: TwinNames,
  { stack }: TwinOptions,
): Promise<void> {
  for (const table of stack.tables) await dynamoDb.ensureTable(table);
  for (const bucket of stack.buckets) s3.ensureBucket(bucket.name);
  for (const topic of stack.topics) sns.ensureTopic(topic.name);
  for (const subscription of stack.subscriptions) {
    const endpoint = endpointOf(subscription, names);
    sns.ensureSubscription(names.topic(subscription.topic), subscription.protocol, endpoint);
  }
}

function endpointOf(
  subscription: TwinOptions['stack']['subscriptions'][number],
  names: TwinNames,
): string {
  if (subscription.protocol === 'lambda') return names.function(subscription.functionName);
  if (subscription.protocol === 'sqs') return names.queue(subscription.queue);
  return subscription.endpoint;
}
