import type { Deviation } from '../cloud/local/contract/contract.ts';

/** Case of a contract, what moto does instead, and the page of the AWS documentation that decides. */
type Row = readonly [title: string, does: string, page: string];

const KINESIS: readonly Row[] = [
  ['lists streams page by page', 'gives no NextToken', 'API_ListStreams'],
  ['routes by explicit hash key', 'fails on ExplicitHashKey', 'API_PutRecord'],
  [
    'splits, and tells the children at the end of the parent',
    'goes on giving iterators at the end of a closed shard',
    'API_GetRecords',
  ],
  ['merges two neighbours', 'ignores ShardFilter', 'API_ListShards'],
  ['lists shards page by page', 'wants StreamName beside NextToken', 'API_ListShards'],
  ['refuses an iterator that it never gave', 'fails on it', 'API_GetRecords'],
  ['refuses a name with other characters', 'takes it', 'API_CreateStream'],
  ['refuses more than 500 records, and none', 'takes an empty list', 'API_PutRecords'],
  [
    'refuses a partition key of more than 256 characters, and an empty one',
    'refuses it as InvalidArgumentException',
    'API_PutRecord, CommonErrors',
  ],
  ['refuses a limit of more than 10,000 records', 'takes it', 'API_GetRecords'],
  [
    'refuses a sequence number that it never gave, and an iterator that needs one without it',
    'takes it',
    'API_GetShardIterator',
  ],
];

const DYNAMODB: readonly Row[] = [
  [
    'refuses a table that exists, and one with a name of two characters',
    'takes the short name',
    'HowItWorks.NamingRulesDataTypes',
  ],
  [
    'deletes a table, which is not there afterwards',
    'says that the table is active',
    'API_DeleteTable',
  ],
  [
    'switches the expiry of items on once, under one attribute',
    'takes it twice',
    'API_UpdateTimeToLive',
  ],
  [
    'updates with SET, ADD and REMOVE, and returns what was asked for',
    'leaves out of UPDATED_OLD what was updated to the same value',
    'API_UpdateItem',
  ],
  [
    'refuses reserved words, names that are not defined and values that are not used',
    'fails on a name that is not defined',
    'Expressions.ExpressionAttributeNames',
  ],
  [
    'refuses queries without the partition key, and on an index that is not there',
    'names the index by ResourceNotFoundException, which the page keeps for tables',
    'API_Query',
  ],
  [
    'refuses batches of more than 25 writes or 100 reads, and one item twice',
    'writes one item twice',
    'API_BatchWriteItem',
  ],
];

const SNS: readonly Row[] = [
  ['describes a topic and counts its subscriptions', 'counts none', 'API_GetTopicAttributes'],
  ['lets a mail subscription wait for its confirmation', 'confirms it at once', 'API_Subscribe'],
  [
    'refuses protocols that do not exist and topics that are not there',
    'takes any protocol',
    'API_Subscribe',
  ],
  [
    'keeps a filter policy and refuses what is none',
    'fails on what is no JSON',
    'API_SetSubscriptionAttributes',
  ],
  ['refuses an empty message', 'takes it', 'API_Publish'],
  ['refuses a subject with a line break', 'takes it', 'API_Publish'],
  ['refuses a structure that is no JSON', 'takes it', 'API_Publish'],
  ['refuses a structure without a default', 'takes it', 'API_Publish'],
  [
    'refuses an attribute of a type that does not exist',
    'calls it InvalidParameter',
    'API_Publish',
  ],
  ['refuses a Number attribute that is no number', 'calls it InvalidParameter', 'API_Publish'],
  [
    'refuses a batch that is empty, has more than ten entries or an id twice',
    'takes an empty batch',
    'API_PublishBatch',
  ],
];

const SQS: readonly Row[] = [
  ['refuses a receipt that it never gave', 'answers with 400', 'API_DeleteMessage'],
];

const S3: readonly Row[] = [
  [
    'refuses a bucket that one has, names that are not allowed, and to delete a full one',
    'takes capital letters',
    'bucketnamingrules',
  ],
  ['refuses a key of more than 1,024 bytes', 'takes it', 'object-keys'],
  [
    'refuses parts that are too small, unknown or of an upload that was aborted',
    'fails on an upload that was aborted',
    'API_UploadPart',
  ],
];

const IOT: readonly Row[] = [
  [
    'makes a thing again only with the same attributes',
    'takes other attributes',
    'API_CreateThing',
  ],
  [
    'names a thing that is not there, but deletes it without complaint',
    'complains',
    'API_DeleteThing',
  ],
  ['refuses names with other characters', 'takes them', 'API_CreateThing'],
  [
    'ties certificates to things both ways, and keeps a thing that has one',
    'answers with 409',
    'API_DeleteThing',
  ],
  [
    'groups things, and lists a group page by page',
    'gives all things at once',
    'API_ListThingsInThingGroup',
  ],
  ['refuses what is no certificate signing request', 'fails on it', 'API_CreateCertificateFromCsr'],
  ['lists certificates page by page', 'gives no nextMarker', 'API_ListCertificates'],
  [
    'refuses a policy that exists, and a document that is none',
    'takes any document',
    'API_CreatePolicy',
  ],
];

/**
 * Where moto 5.2 differs from the AWS documentation, by service; the twin does what the page says.
 * Each is checked to differ still.
 */
export const MOTO_DEVIATIONS: Readonly<Record<string, Readonly<Record<string, Deviation>>>> = {
  Kinesis: table(KINESIS),
  DynamoDB: table(DYNAMODB),
  SNS: table(SNS),
  SQS: table(SQS),
  S3: table(S3),
  'IoT control plane': table(IOT),
};

function table(rows: readonly Row[]): Readonly<Record<string, Deviation>> {
  return Object.fromEntries(rows.map(([title, does, page]) => [title, { does, page }]));
}
