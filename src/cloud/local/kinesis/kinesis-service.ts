import { createJsonService, type AwsService } from '../service.ts';
import type { KinesisEngine } from './kinesis-engine.ts';
import { getOperations } from './operations/get.ts';
import { putOperations } from './operations/put.ts';
import { shardOperations } from './operations/shards.ts';
import { streamOperations } from './operations/streams.ts';
import { tagOperations } from './operations/tags.ts';

/**
 * The Kinesis Data Streams API over an engine. Not modelled, and refused by name: enhanced fan-out
 * (RegisterStreamConsumer, SubscribeToShard), encryption, enhanced monitoring, resource policies,
 * warm throughput and account settings.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html
 */
export function createKinesisService(engine: KinesisEngine): AwsService {
  return createJsonService({
    name: 'kinesis',
    targetPrefix: 'Kinesis_20131202',
    version: '1.1',
    operations: {
      ...streamOperations(engine),
      ...shardOperations(engine),
      ...putOperations(engine),
      ...getOperations(engine),
      ...tagOperations(engine),
    },
  });
}
