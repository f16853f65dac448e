import type { Stream } from '../../stack/stack.ts';
import type { Resources } from './cloudformation.ts';
import { physicalName, TAGS, type Parts } from './parts.ts';

/**
 * `AWS::Kinesis::Stream`, encrypted with the account's key of the service, which every role that may use
 * the stream may use. A stream on demand takes no shard count.
 */
export function streamResources(streams: readonly Stream[], parts: Parts): Resources {
  return Object.fromEntries(
    streams.map(({ name, mode, shardCount, retentionHours }) => [
      parts.id('stream', name),
      {
        Type: 'AWS::Kinesis::Stream',
        DeletionPolicy: 'Delete',
        UpdateReplacePolicy: 'Delete',
        Properties: {
          Name: physicalName(name),
          StreamModeDetails: { StreamMode: mode },
          ...(mode === 'PROVISIONED' ? { ShardCount: shardCount } : {}),
          RetentionPeriodHours: retentionHours,
          StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
          Tags: TAGS,
        },
      },
    ]),
  );
}
