import { z } from 'zod';
import { iotArn, type Account } from '../identity/arn.ts';
import { invalidRequest, notFound } from '../identity/faults.ts';
import { label, page, queryFlag, type RestCall, type RestRoute } from '../iot/rest.ts';
import type { ExecutionRecord } from './records.ts';
import type { JobService } from './job-service.ts';
import { describeExecution, describeJob, jobSummary, summaryWithStatus } from './job-answers.ts';

export interface JobRoutesOptions {
  readonly jobs: JobService;
  readonly account: Account;
  readonly thingExists: (name: string) => boolean;
}

/** API reference, InProgressTimeoutInMinutes: a week. */
const TIMEOUT_MINUTES_MAX = 10_080;
/** API reference, JobDocument: 32 KB. */
const DOCUMENT_LENGTH_MAX = 32_768;
const PAGE = { token: 'nextToken', size: 'maxResults', sizeMax: 250 };
const JOB_ID = /^[a-zA-Z0-9_-]{1,64}$/u;

const createBody = z.strictObject({
  targets: z.array(z.string()).min(1),
  document: z.string().max(DOCUMENT_LENGTH_MAX),
  description: z.string().max(2_028).optional(),
  targetSelection: z.literal('SNAPSHOT').optional(),
  timeoutConfig: z
    .strictObject({ inProgressTimeoutInMinutes: z.int().min(1).max(TIMEOUT_MINUTES_MAX) })
    .optional(),
});
const cancelBody = z.strictObject({
  reasonCode: z.string().max(128).optional(),
  comment: z.string().max(2_028).optional(),
});

/**
 * The Jobs operations of the control plane (AWS IoT API reference). The twin has snapshot jobs on
 * things with the document in the request; groups, schedules and rollouts are refused by name.
 */
export function jobRoutes(options: JobRoutesOptions): RestRoute[] {
  const { account } = options;
  const { store } = options.jobs;
  return [
    {
      operation: 'CreateJob',
      method: 'PUT',
      path: '/jobs/{jobId}',
      run: (call) => createJob(options, call),
    },
    {
      operation: 'DescribeJob',
      method: 'GET',
      path: '/jobs/{jobId}',
      run: (call) => ({ job: describeJob(store, account, store.job(label(call, 'jobId'))) }),
    },
    {
      operation: 'GetJobDocument',
      method: 'GET',
      path: '/jobs/{jobId}/job-document',
      run: (call) => ({ document: store.job(label(call, 'jobId')).document }),
    },
    {
      operation: 'ListJobs',
      method: 'GET',
      path: '/jobs',
      run(call) {
        const status = call.query.get('status');
        const all = store.jobs().filter((job) => status === null || job.status === status);
        const { items, next } = page(call, all.toReversed(), PAGE);
        return { jobs: items.map((job) => jobSummary(account, job)), nextToken: next };
      },
    },
    ...endingRoutes(options),
    ...executionRoutes(options),
  ];
}

function endingRoutes({ jobs, account }: JobRoutesOptions): RestRoute[] {
  const { store } = jobs;
  return [
    {
      operation: 'CancelJob',
      method: 'PUT',
      path: '/jobs/{jobId}/cancel',
      run(call) {
        const { id, things } = store.job(label(call, 'jobId'));
        const how = { force: queryFlag(call, 'force'), ...call.body(cancelBody) };
        const { description } = jobs.changing(things, () => store.cancel(id, how));
        return { jobArn: iotArn(account, `job/${id}`), jobId: id, description };
      },
    },
    {
      operation: 'DeleteJob',
      method: 'DELETE',
      path: '/jobs/{jobId}',
      run(call) {
        const { id, things } = store.job(label(call, 'jobId'));
        jobs.changing(things, () => store.delete(id, queryFlag(call, 'force')));
      },
    },
  ];
}

function executionRoutes({ jobs, account }: JobRoutesOptions): RestRoute[] {
  const { store } = jobs;
  return [
    {
      operation: 'DescribeJobExecution',
      method: 'GET',
      path: '/things/{thingName}/jobs/{jobId}',
      run(call) {
        const [jobId, thing] = [label(call, 'jobId'), label(call, 'thingName')];
        const execution = store.execution(jobId, thing);
        if (execution === undefined) throw notFound(`Job ${jobId} is not for thing ${thing}.`);
        return { execution: describeExecution(account, execution) };
      },
    },
    {
      operation: 'ListJobExecutionsForThing',
      method: 'GET',
      path: '/things/{thingName}/jobs',
      run(call) {
        const { items, next } = listed(call, store.ofThing(label(call, 'thingName')));
        const executionSummaries = items.map((each) => ({
          jobId: each.jobId,
          jobExecutionSummary: summaryWithStatus(each),
        }));
        return { executionSummaries, nextToken: next };
      },
    },
    {
      operation: 'ListJobExecutionsForJob',
      method: 'GET',
      path: '/jobs/{jobId}/things',
      run(call) {
        const { items, next } = listed(call, store.ofJob(label(call, 'jobId')));
        const executionSummaries = items.map((each) => ({
          thingArn: iotArn(account, `thing/${each.thing}`),
          jobExecutionSummary: summaryWithStatus(each),
        }));
        return { executionSummaries, nextToken: next };
      },
    },
  ];
}

function listed(call: RestCall, all: readonly ExecutionRecord[]) {
  const status = call.query.get('status');
  return page(
    call,
    all.filter((each) => status === null || each.status === status),
    PAGE,
  );
}

function createJob(options: JobRoutesOptions, call: RestCall): object {
  const { jobs, account } = options;
  const id = label(call, 'jobId');
  if (!JOB_ID.test(id)) throw invalidRequest(`Job id ${id} must match ${JOB_ID.source}.`);
  const { targets, document, description, timeoutConfig } = call.body(createBody);
  if (!isJson(document)) throw invalidRequest('The job document is not valid JSON.');
  const things = [...new Set(targets.map((target) => thingOf(options, target)))];
  const timeoutMinutes = timeoutConfig?.inProgressTimeoutInMinutes;
  const wanted = {
    id,
    document,
    targets,
    things,
    ...(description === undefined ? {} : { description }),
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
  };
  jobs.changing(things, () => jobs.store.create(wanted));
  return { jobArn: iotArn(account, `job/${id}`), jobId: id, description };
}

function thingOf({ account, thingExists }: JobRoutesOptions, target: string): string {
  const prefix = iotArn(account, 'thing/');
  if (!target.startsWith(prefix)) {
    throw invalidRequest(
      `Target ${target} is no thing of this account: the local twin takes ${prefix}NAME.`,
    );
  }
  const name = target.slice(prefix.length);
  if (!thingExists(name)) throw notFound(`Thing ${name} does not exist.`);
  return name;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
