import type { Queue } from '../../stack/stack.ts';
import type { Resources } from './cloudformation.ts';
import { physicalName, TAGS, type Parts } from './parts.ts';

/** `AWS::SQS::Queue`, encrypted with keys of the service. */
export function queueResources(queues: readonly Queue[], parts: Parts): Resources {
  return Object.fromEntries(
    queues.map(({ name, retentionSeconds }) => [
      parts.id('queue', name),
      {
        Type: 'AWS::SQS::Queue',
        DeletionPolicy: 'Delete',
        UpdateReplacePolicy: 'Delete',
        Properties: {
          QueueName: physicalName(name),
          MessageRetentionPeriod: retentionSeconds,
          SqsManagedSseEnabled: true,
          Tags: TAGS,
        },
      },
    ]),
  );
}
