import type { ShardStart } from '../../stack/rule.ts';
import type { EventSourceMapping } from '../../stack/stack.ts';
import { arnOf, ref, type Resource, type Resources, type Value } from './cloudformation.ts';
import { TAGS, type Parts } from './parts.ts';

/** `AWS::Lambda::EventSourceMapping`. */
export function mappingResources(mappings: readonly EventSourceMapping[], parts: Parts): Resources {
  return Object.fromEntries(
    mappings.map((mapping) => [parts.id('mapping', mapping.id), resource(mapping, parts)]),
  );
}

function resource(mapping: EventSourceMapping, parts: Parts): Resource {
  const { onFailureQueue } = mapping;
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: arnOf(parts.id('stream', mapping.stream)),
      FunctionName: ref(parts.id('function', mapping.functionName)),
      ...startOf(mapping.startingPosition),
      BatchSize: mapping.batchSize,
      MaximumBatchingWindowInSeconds: mapping.maximumBatchingWindowSeconds,
      ParallelizationFactor: mapping.parallelizationFactor,
      MaximumRetryAttempts: mapping.maximumRetryAttempts,
      MaximumRecordAgeInSeconds: mapping.maximumRecordAgeSeconds,
      BisectBatchOnFunctionError: mapping.bisectBatchOnFunctionError,
      ...(mapping.reportBatchItemFailures
        ? { FunctionResponseTypes: ['ReportBatchItemFailures'] }
        : {}),
      ...(onFailureQueue === undefined
        ? {}
        : {
            DestinationConfig: {
              OnFailure: { Destination: arnOf(parts.id('queue', onFailureQueue)) },
            },
          }),
      Tags: TAGS,
    },
  };
}

function startOf(start: ShardStart): Readonly<Record<string, Value>> {
  if (start.type !== 'AT_TIMESTAMP') return { StartingPosition: start.type };
  return { StartingPosition: start.type, StartingPositionTimestamp: start.timestamp };
}
