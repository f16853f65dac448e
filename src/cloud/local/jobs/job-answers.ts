import { iotArn, type Account } from '../identity/arn.ts';
import type { JobStore } from './job-store.ts';
import type { ExecutionRecord, ExecutionStatus, JobRecord } from './records.ts';

/** Members of JobProcessDetails (AWS IoT API reference) by the status that each counts. */
const COUNTS: Readonly<Record<ExecutionStatus, string>> = {
  QUEUED: 'numberOfQueuedThings',
  IN_PROGRESS: 'numberOfInProgressThings',
  SUCCEEDED: 'numberOfSucceededThings',
  FAILED: 'numberOfFailedThings',
  TIMED_OUT: 'numberOfTimedOutThings',
  REJECTED: 'numberOfRejectedThings',
  REMOVED: 'numberOfRemovedThings',
  CANCELED: 'numberOfCanceledThings',
};

/** API reference, Job. */
export function describeJob(store: JobStore, account: Account, job: JobRecord): object {
  const executions = store.ofJob(job.id);
  const counts = Object.entries(COUNTS).map(([status, member]) => [
    member,
    executions.filter((each) => each.status === status).length,
  ]);
  const { timeoutMinutes } = job;
  return {
    ...jobSummary(account, job),
    targets: job.targets,
    description: job.description,
    forceCanceled: job.forceCanceled,
    reasonCode: job.reasonCode,
    comment: job.comment,
    ...(timeoutMinutes === undefined
      ? {}
      : { timeoutConfig: { inProgressTimeoutInMinutes: timeoutMinutes } }),
    jobProcessDetails: Object.fromEntries(counts) as Record<string, number>,
  };
}

/** API reference, JobSummary. */
export function jobSummary(account: Account, job: JobRecord): object {
  return {
    jobArn: iotArn(account, `job/${job.id}`),
    jobId: job.id,
    targetSelection: 'SNAPSHOT',
    status: job.status,
    createdAt: job.createdAt / 1_000,
    lastUpdatedAt: job.lastUpdatedAt / 1_000,
    ...(job.completedAt === undefined ? {} : { completedAt: job.completedAt / 1_000 }),
  };
}

/** API reference, JobExecution. */
export function describeExecution(account: Account, execution: ExecutionRecord): object {
  return {
    jobId: execution.jobId,
    thingArn: iotArn(account, `thing/${execution.thing}`),
    ...summaryWithStatus(execution),
    statusDetails: { detailsMap: execution.statusDetails },
    forceCanceled: execution.forceCanceled,
    versionNumber: execution.version,
  };
}

/** API reference, JobExecutionSummary. */
export function summaryWithStatus(execution: ExecutionRecord): object {
  return {
    status: execution.status,
    queuedAt: execution.queuedAt / 1_000,
    ...(execution.startedAt === undefined ? {} : { startedAt: execution.startedAt / 1_000 }),
    lastUpdatedAt: execution.lastUpdatedAt / 1_000,
    executionNumber: execution.executionNumber,
  };
}
