import {
  DeleteTableCommand,
  DescribeTableCommand,
  ListTagsOfResourceCommand,
  paginateListTables,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteStreamCommand,
  ListTagsForStreamCommand,
  paginateListStreams,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import { GetBucketTaggingCommand, paginateListBuckets, type S3Client } from '@aws-sdk/client-s3';
import {
  DeleteTopicCommand,
  ListTagsForResourceCommand,
  paginateListTopics,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { removeBucket } from '../empty-bucket.ts';
import { orphansAmong, type Orphan } from './orphan.ts';

type Owned = ReadonlySet<string>;

export async function streamOrphans(
  kinesis: KinesisClient,
  owned: Owned,
): Promise<readonly Orphan[]> {
  const names: string[] = [];
  for await (const page of paginateListStreams({ client: kinesis }, {})) {
    names.push(...(page.StreamNames ?? []));
  }
  return orphansAmong({
    kind: 'stream',
    names,
    owned,
    tagsOf: async (StreamName) =>
      (await kinesis.send(new ListTagsForStreamCommand({ StreamName }))).Tags,
    remove: async (StreamName) => {
      await kinesis.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
    },
  });
}

export async function tableOrphans(
  dynamo: DynamoDBClient,
  owned: Owned,
): Promise<readonly Orphan[]> {
  const names: string[] = [];
  for await (const page of paginateListTables({ client: dynamo }, {})) {
    names.push(...(page.TableNames ?? []));
  }
  return orphansAmong({
    kind: 'table',
    names,
    owned,
    tagsOf: async (TableName) => {
      const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
      const ResourceArn = Table?.TableArn;
      return (await dynamo.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags;
    },
    remove: async (TableName) => {
      await dynamo.send(new DeleteTableCommand({ TableName }));
    },
  });
}

export async function topicOrphans(sns: SNSClient, owned: Owned): Promise<readonly Orphan[]> {
  const arns: string[] = [];
  for await (const page of paginateListTopics({ client: sns }, {})) {
    arns.push(...(page.Topics ?? []).flatMap(({ TopicArn }) => TopicArn ?? []));
  }
  return orphansAmong({
    kind: 'topic',
    names: arns,
    owned,
    tagsOf: async (ResourceArn) =>
      (await sns.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags,
    remove: async (TopicArn) => {
      await sns.send(new DeleteTopicCommand({ TopicArn }));
    },
  });
}

/**
 * Buckets of the region only.
 * @param region that others are not looked into: an account's bucket names are one list
 */
export async function bucketOrphans(
  s3: S3Client,
  { owned, region }: { readonly owned: Owned; readonly region: string },
): Promise<readonly Orphan[]> {
  const names: string[] = [];
  for await (const page of paginateListBuckets({ client: s3 }, { BucketRegion: region })) {
    names.push(...(page.Buckets ?? []).flatMap(({ Name }) => Name ?? []));
  }
  return orphansAmong({
    kind: 'bucket',
    names,
    owned,
    tagsOf: (Bucket) => bucketTags(s3, Bucket),
    remove: async (bucket) => {
      await removeBucket(s3, bucket);
    },
  });
}

/** A bucket without tags answers with an error (S3 API reference, GetBucketTagging). */
async function bucketTags(s3: S3Client, Bucket: string) {
  try {
    return (await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
  } catch (error) {
    if (error instanceof Error && UNTAGGED.includes(error.name)) return [];
    throw error;
  }
}

/** Buckets whose tags somebody else keeps from us are not ours. */
const UNTAGGED: readonly string[] = ['NoSuchTagSet', 'NoSuchBucket', 'AccessDenied'];
