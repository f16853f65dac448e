import { KinesisClient } from '@aws-sdk/client-kinesis';
import { kinesisContract, type KinesisTarget } from '../cloud/local/kinesis/kinesis.contract.ts';
import { http1Handler } from '../cloud/local/kinesis/kinesis-target.ts';
import { isMissing, startMoto } from './program.ts';

/** Where moto 5.2 differs; the twin does what the AWS documentation says. */
const DEVIATIONS = {
  'lists streams page by page': 'moto gives no NextToken',
  'routes by explicit hash key': 'moto fails on ExplicitHashKey (500)',
  'splits, and tells the children at the end of the parent':
    'moto goes on giving iterators at the end of a closed shard',
  'merges two neighbours': 'moto ignores ShardFilter',
  'lists shards page by page': 'moto wants StreamName beside NextToken, where AWS forbids it',
  'refuses an iterator that it never gave': 'moto fails on it (500)',
};

kinesisContract('moto', openMoto, {
  deviations: DEVIATIONS,
  isMissing: isMissing('moto_server'),
});

async function openMoto(): Promise<KinesisTarget> {
  const moto = await startMoto();
  const client = new KinesisClient({
    region: 'eu-west-1',
    endpoint: moto.endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...http1Handler(),
    maxAttempts: 1,
  });
  return {
    client,
    async close() {
      client.destroy();
      await moto.stop();
    },
  };
}
