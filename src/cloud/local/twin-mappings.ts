import { join } from 'node:path';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import type { Random } from '../../runtime/random.ts';
import type { Stack } from '../stack/stack.ts';
import type { KinesisEngine } from './kinesis/kinesis-engine.ts';
import { openCheckpoints } from './lambda/checkpoints.ts';
import {
  startEventSourceMapping,
  type EventSourceMapping,
  type MappingCounters,
} from './lambda/event-source-mapping.ts';
import type { FunctionRuntime } from './lambda/function-runtime.ts';
import type { TwinNames } from './twin-names.ts';

export interface TwinMappingsOptions {
  readonly stack: Stack;
  readonly names: TwinNames;
  readonly stateDir: string;
  readonly engine: KinesisEngine;
  readonly runtime: FunctionRuntime;
  readonly region: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onIteratorAge?: (functionName: string, ageMs: number) => void;
  readonly onRead?: (stream: string, ageMs: number) => void;
  readonly onSettled?: (mappingId: string, records: number) => void;
  readonly sendToQueue: (queue: string, body: string) => Promise<void>;
}

export interface TwinMappings extends AsyncDisposable {
  caughtUp(): boolean;
  /** Records that the mapping has not done yet, counted by its stream and checkpoints. */
  undone(mappingId: string): number;
  /** Waits for each in the order of the stack, so that what one feeds is waited for by the next. */
  whenCaughtUp(signal: AbortSignal): Promise<void>;
  counters(): Readonly<Record<string, MappingCounters>>;
}

/** Starts the stack's event source mappings; checkpoints are in `lambda/checkpoints.ndjson`. */
export function startMappings(options: TwinMappingsOptions): TwinMappings {
  const { stack, names } = options;
  const checkpoints = openCheckpoints(join(options.stateDir, 'lambda', 'checkpoints.ndjson'));
  const mappings = new Map<string, EventSourceMapping>();
  for (const mapping of stack.mappings) {
    mappings.set(
      mapping.id,
      startEventSourceMapping({
        ...options,
        mapping,
        checkpoints,
        random: options.random.fork(mapping.id),
        streamArn: names.stream(mapping.stream),
        functionArn: names.function(mapping.functionName),
        roleArn: names.role(mapping.functionName),
        sendToDestination: options.sendToQueue,
      }),
    );
  }
  return {
    caughtUp: () => [...mappings.values()].every((mapping) => mapping.caughtUp()),
    undone: (mappingId) => mappings.get(mappingId)?.undone() ?? 0,
    async whenCaughtUp(signal) {
      for (const mapping of mappings.values()) await mapping.whenCaughtUp(signal);
    },
    counters: () =>
      Object.fromEntries([...mappings].map(([id, mapping]) => [id, mapping.counters()])),
    async [Symbol.asyncDispose]() {
      for (const mapping of mappings.values()) await mapping[Symbol.asyncDispose]();
    },
  };
}
