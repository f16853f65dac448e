import type { Bucket } from '../../stack/stack.ts';
import { arnOf, ref, sub, type Resource, type Resources, type Value } from './cloudformation.ts';
import { TAGS, type Parts } from './parts.ts';
import { policyDocument } from './roles.ts';

/** An upload that was given up is cleared away after a week. */
const ABORT_UPLOADS_DAYS = 7;

/**
 * `AWS::S3::Bucket`, encrypted, closed to the public, reached over TLS only, with its lifecycle and
 * the permission to invoke whom it tells of new objects.
 */
export function bucketResources(buckets: readonly Bucket[], parts: Parts): Resources {
  const entries = buckets.flatMap((bucket): [string, Resource][] => {
    const id = parts.id('bucket', bucket.name);
    const told = [...new Set(bucket.notifications.map(({ functionName }) => functionName))];
    const permissions = told.map((name): [string, Resource] => [
      `${id}Invokes${parts.id('function', name)}`,
      permission(bucket, parts.id('function', name)),
    ]);
    const dependsOn = permissions.map(([permissionId]) => permissionId);
    return [
      ...permissions,
      [id, resource(bucket, { parts, dependsOn })],
      [`${id}Policy`, policy(id)],
    ];
  });
  return Object.fromEntries(entries);
}

/**
 * Names of buckets are unique in the whole partition and are made of lower-case letters (Amazon S3
 * user guide, "General purpose bucket naming rules"): so must be the name of the stack. It is written
 * out, since a bucket that waits for its function's role cannot be what that role refers to.
 */
function bucketName(name: string): string {
  return `\${AWS::StackName}-${name}-\${AWS::AccountId}-\${AWS::Region}`;
}

function bucketArn(name: string): Value {
  return sub(`arn:\${AWS::Partition}:s3:::${bucketName(name)}`);
}

/** The objects of the bucket, for permissions. */
export function objectsArn(name: string): Value {
  return sub(`arn:\${AWS::Partition}:s3:::${bucketName(name)}/*`);
}

/** Name of the bucket without a reference to it. */
export function bucketNameValue(name: string): Value {
  return sub(bucketName(name));
}

interface BucketContext {
  readonly parts: Parts;
  readonly dependsOn: readonly string[];
}

function resource(bucket: Bucket, { parts, dependsOn }: BucketContext): Resource {
  return {
    Type: 'AWS::S3::Bucket',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Retain',
    ...(dependsOn.length === 0 ? {} : { DependsOn: dependsOn }),
    Properties: {
      BucketName: bucketNameValue(bucket.name),
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: { Rules: [lifecycle(bucket)] },
      ...notificationsOf(bucket, parts),
      Tags: TAGS,
    },
  };
}

function lifecycle({ expireAfterDays }: Bucket): Value {
  return {
    Id: 'expire',
    Status: 'Enabled',
    ExpirationInDays: expireAfterDays,
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABORT_UPLOADS_DAYS },
  };
}

function notificationsOf(
  { notifications }: Bucket,
  parts: Parts,
): { readonly NotificationConfiguration?: Value } {
  if (notifications.length === 0) return {};
  return {
    NotificationConfiguration: {
      LambdaConfigurations: notifications.map(({ functionName }) => ({
        Event: 's3:ObjectCreated:*',
        Function: arnOf(parts.id('function', functionName)),
      })),
    },
  };
}

/**
 * S3 checks when the notification is set that it may invoke the function. The account is named beside
 * the bucket, whose name somebody else could take when it is gone (Lambda developer guide, "Process
 * Amazon S3 event notifications with Lambda").
 */
function permission({ name }: Bucket, functionId: string): Resource {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: ref(functionId),
      Principal: 's3.amazonaws.com',
      SourceArn: bucketArn(name),
      SourceAccount: ref('AWS::AccountId'),
    },
  };
}

/** Nobody comes over plain HTTP (Amazon S3 user guide, "Security best practices": enforce encryption of data in transit). */
function policy(id: string): Resource {
  return {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: ref(id),
      PolicyDocument: policyDocument([
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [arnOf(id), sub(`\${${id}.Arn}/*`)],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    },
  };
}
