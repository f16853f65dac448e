import { openDurableMap, type DurableMapOptions } from '../durable-map.ts';
import { executionRecord, isPending, type ExecutionRecord } from './records.ts';

/** The executions of all jobs, found by job and thing, by thing, or by having something due. */
export interface ExecutionTable {
  find(jobId: string, thing: string): ExecutionRecord | undefined;
  /** In order of their queueing. */
  ofThing(thing: string): readonly ExecutionRecord[];
  /** Those that time out at some time. */
  timed(): readonly ExecutionRecord[];
  /** How many things have yet to do this job. */
  pendingCount(jobId: string): number;
  put(execution: ExecutionRecord): void;
  delete(execution: Pick<ExecutionRecord, 'jobId' | 'thing'>): void;
  close(): void;
}

/** A job on ten thousand things must not make each thing's question walk over all of them. */
export function openExecutionTable(
  options: Omit<DurableMapOptions<ExecutionRecord>, 'schema'>,
): ExecutionTable {
  const records = openDurableMap<ExecutionRecord>({ ...options, schema: executionRecord });
  const byThing = new Map<string, Map<string, ExecutionRecord>>();
  const timed = new Map<string, ExecutionRecord>();
  const pending = new Map<string, Set<string>>();
  const index = (key: string, execution: ExecutionRecord): void => {
    membersOf(byThing, execution.thing, () => new Map()).set(key, execution);
    if (dueOf(execution) === undefined) timed.delete(key);
    else timed.set(key, execution);
    const waiting = membersOf(pending, execution.jobId, () => new Set());
    if (isPending(execution)) waiting.add(execution.thing);
    else waiting.delete(execution.thing);
  };
  for (const [key, execution] of records.entries()) index(key, execution);
  return {
    find: (jobId, thing) => records.get(keyOf({ jobId, thing })),
    ofThing: (thing) => [...(byThing.get(thing)?.values() ?? [])],
    timed: () => [...timed.values()],
    pendingCount: (jobId) => pending.get(jobId)?.size ?? 0,
    put(execution) {
      const key = keyOf(execution);
      records.set(key, execution);
      index(key, execution);
    },
    delete(execution) {
      const key = keyOf(execution);
      records.delete(key);
      byThing.get(execution.thing)?.delete(key);
      timed.delete(key);
      pending.get(execution.jobId)?.delete(execution.thing);
    },
    close: () => records.close(),
  };
}

function membersOf<T>(index: Map<string, T>, key: string, make: () => T): T {
  const members = index.get(key) ?? make();
  index.set(key, members);
  return members;
}

/** When the job's own time or that of its step is over, whichever is first; ms since the epoch. */
export function dueOf({ dueAt, stepDueAt }: ExecutionRecord): number | undefined {
  if (dueAt === undefined || stepDueAt === undefined) return dueAt ?? stepDueAt;
  return Math.min(dueAt, stepDueAt);
}

/** A slash is in neither. */
function keyOf({ jobId, thing }: Pick<ExecutionRecord, 'jobId' | 'thing'>): string {
  return `${jobId}/${thing}`;
}
