import { join } from 'node:path';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import { openDurableMap, type DurableMap } from '../durable-map.ts';
import { alreadyExists, notFound } from '../identity/faults.ts';
import { AwsFault } from '../service.ts';
import { dueOf, openExecutionTable, type ExecutionTable } from './execution-table.ts';
import {
  isPending,
  jobRecord,
  type ExecutionRecord,
  type ExecutionStatus,
  type JobRecord,
} from './records.ts';

interface NewJob {
  readonly id: string;
  readonly document: string;
  readonly description?: string | undefined;
  readonly targets: readonly string[];
  readonly things: readonly string[];
  readonly timeoutMinutes?: number | undefined;
}

interface Cancellation {
  /** Takes what is already being done away, too. */
  readonly force: boolean;
  readonly reasonCode?: string | undefined;
  readonly comment?: string | undefined;
}

/** Jobs and their executions, and the rules by which they change. Faults are the control plane's. */
export interface JobStore {
  /** @throws AwsFault 409 when there is one of that id */
  create(job: NewJob): JobRecord;
  /** @throws AwsFault 404 */
  job(id: string): JobRecord;
  jobs(): readonly JobRecord[];
  /** @throws AwsFault 404 */
  cancel(id: string, how: Cancellation): JobRecord;
  /** @throws AwsFault 404; 409 while it runs, unless forced */
  delete(id: string, force: boolean): void;
  execution(jobId: string, thing: string): ExecutionRecord | undefined;
  /** @throws AwsFault 404 */
  ofJob(id: string): readonly ExecutionRecord[];
  ofThing(thing: string): readonly ExecutionRecord[];
  /** What a thing has to do: what it has begun first, then as it was queued. */
  pending(thing: string): ExecutionRecord[];
  /** Writes a changed execution with its next version, and ends the job with its last one. */
  advance(execution: ExecutionRecord): ExecutionRecord;
  /** What has taken too long by now. */
  overdue(): readonly ExecutionRecord[];
  /** When the next one is due, ms since the epoch. */
  nextDue(): number | undefined;
  close(): void;
}

export interface JobStoreOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Log;
}

interface Tables {
  readonly jobs: DurableMap<JobRecord>;
  readonly executions: ExecutionTable;
  readonly now: () => number;
}

/** Opens the jobs in `stateDir/jobs`. */
export function openJobStore({ stateDir, clock, log }: JobStoreOptions): JobStore {
  const folder = join(stateDir, 'jobs');
  const tables: Tables = {
    jobs: openDurableMap({ path: join(folder, 'jobs.ndjson'), schema: jobRecord, log }),
    executions: openExecutionTable({ path: join(folder, 'executions.ndjson'), log }),
    now: () => Math.floor(clock.now()),
  };
  const { jobs, executions, now } = tables;
  return {
    create: (job) => create(tables, job),
    job: (id) => existing(jobs, id),
    jobs: () => [...jobs.entries()].map(([, job]) => job),
    cancel: (id, how) => cancel(tables, existing(jobs, id), how),
    delete: (id, force) => remove(tables, existing(jobs, id), force),
    execution: (jobId, thing) => executions.find(jobId, thing),
    ofJob: (id) => ownExecutions(tables, existing(jobs, id)),
    ofThing: (thing) => executions.ofThing(thing),
    pending: (thing) => executions.ofThing(thing).filter(isPending).toSorted(byTurn),
    advance: (execution) => advance(tables, execution),
    overdue: () => executions.timed().filter((each) => (dueOf(each) ?? Infinity) <= now()),
    nextDue() {
      let first = Infinity;
      for (const each of executions.timed()) first = Math.min(first, dueOf(each) ?? Infinity);
      return first === Infinity ? undefined : first;
    },
    close() {
      jobs.close();
      executions.close();
    },
  };
}

function create({ jobs, executions, now }: Tables, wanted: NewJob): JobRecord {
  const { id } = wanted;
  if (jobs.get(id) !== undefined) throw alreadyExists(`Job ${id} already exists.`);
  const at = now();
  const { targets, things, ...rest } = wanted;
  const times = { createdAt: at, lastUpdatedAt: at };
  jobs.set(id, {
    ...rest,
    targets: [...targets],
    things: [...things],
    status: 'IN_PROGRESS',
    ...times,
  });
  for (const thing of things) {
    executions.put({
      jobId: id,
      thing,
      status: 'QUEUED',
      statusDetails: {},
      queuedAt: at,
      lastUpdatedAt: at,
      version: 1,
      executionNumber: 1,
    });
  }
  return existing(jobs, id);
}

function cancel(tables: Tables, job: JobRecord, how: Cancellation): JobRecord {
  if (job.status !== 'IN_PROGRESS') {
    throw new AwsFault('InvalidRequestException', `Job ${job.id} is already ${job.status}.`);
  }
  const { force, reasonCode, comment } = how;
  const at = tables.now();
  tables.jobs.set(job.id, {
    ...job,
    status: 'CANCELED',
    lastUpdatedAt: at,
    completedAt: at,
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(comment === undefined ? {} : { comment }),
    ...(force ? { forceCanceled: true } : {}),
  });
  for (const execution of ownExecutions(tables, job)) {
    const { status } = execution;
    if (status === 'QUEUED') advance(tables, { ...execution, status: 'CANCELED' });
    if (status === 'IN_PROGRESS' && force) {
      advance(tables, { ...execution, status: 'CANCELED', forceCanceled: true });
    }
  }
  return existing(tables.jobs, job.id);
}

function remove(tables: Tables, job: JobRecord, force: boolean): void {
  if (job.status === 'IN_PROGRESS' && !force) {
    throw new AwsFault(
      'InvalidStateTransitionException',
      `Job ${job.id} is IN_PROGRESS; cancel it first, or delete it with force.`,
      409,
    );
  }
  for (const execution of ownExecutions(tables, job)) tables.executions.delete(execution);
  tables.jobs.delete(job.id);
}

function advance(tables: Tables, changed: ExecutionRecord): ExecutionRecord {
  const at = tables.now();
  const { dueAt: _dueAt, stepDueAt: _stepDueAt, ...ended } = changed;
  const record = {
    ...(isPending(changed) ? changed : ended),
    version: changed.version + 1,
    lastUpdatedAt: at,
  };
  tables.executions.put(record);
  const job = tables.jobs.get(record.jobId);
  if (job?.status === 'IN_PROGRESS' && tables.executions.pendingCount(job.id) === 0) {
    tables.jobs.set(job.id, { ...job, status: 'COMPLETED', lastUpdatedAt: at, completedAt: at });
  }
  return record;
}

function ownExecutions({ executions }: Tables, { id, things }: JobRecord): ExecutionRecord[] {
  return things.flatMap((thing) => executions.find(id, thing) ?? []);
}

const TURN: Partial<Record<ExecutionStatus, number>> = { IN_PROGRESS: 0, QUEUED: 1 };

function byTurn(a: ExecutionRecord, b: ExecutionRecord): number {
  return (TURN[a.status] ?? 2) - (TURN[b.status] ?? 2) || a.queuedAt - b.queuedAt;
}

function existing(jobs: DurableMap<JobRecord>, id: string): JobRecord {
  const job = jobs.get(id);
  if (job === undefined) throw notFound(`Job ${id} does not exist.`);
  return job;
}
