import { z } from 'zod';
import type { JobStore } from './job-store.ts';
import { isPending, type ExecutionRecord } from './records.ts';

/** Codes of the Jobs ErrorResponse (AWS IoT developer guide, jobs-api). */
type JobFaultCode =
  | 'InvalidTopic'
  | 'InvalidJson'
  | 'InvalidRequest'
  | 'InvalidStateTransition'
  | 'ResourceNotFound'
  | 'VersionMismatch'
  | 'TerminalStateReached';

/** A refused request of a device. */
export class JobFault extends Error {
  readonly code: JobFaultCode;
  /** Told with a version or a transition that does not fit, so that the device need not ask. */
  readonly executionState: object | undefined;

  constructor(code: JobFaultCode, message: string, executionState?: object) {
    super(message);
    this.name = 'JobFault';
    this.code = code;
    this.executionState = executionState;
  }
}

/** What a device asks of its jobs; the answers are the `accepted` messages without their stamps. */
export interface DeviceJobs {
  pending(thing: string): object;
  startNext(thing: string, request: unknown): object;
  describe(thing: string, jobId: string, request: unknown): object;
  update(thing: string, jobId: string, request: unknown): object;
}

const MINUTE_MS = 60_000;
/** API reference, StepTimeoutInMinutes: a week. */
const STEP_MINUTES_MAX = 10_080;

const token = { clientToken: z.string().max(64).optional() };
/** API reference, DetailsMap: keys and values. */
const statusDetails = z
  .record(
    z.string().regex(/^[a-zA-Z0-9:_-]{1,128}$/u),
    z.string().regex(/^[^\p{C}]{1,1024}$/u, 'expected 1 to 1024 printable characters'),
  )
  .optional();
const step = { stepTimeoutInMinutes: z.int().min(-1).max(STEP_MINUTES_MAX).optional() };
const startRequest = z.strictObject({ statusDetails, ...step, ...token });
const describeRequest = z.strictObject({
  executionNumber: z.int().optional(),
  includeJobDocument: z.boolean().default(true),
  ...token,
});
const updateRequest = z.strictObject({
  status: z.enum(['IN_PROGRESS', 'FAILED', 'SUCCEEDED', 'REJECTED']),
  statusDetails,
  expectedVersion: z.coerce.number().int().optional(),
  executionNumber: z.int().optional(),
  includeJobExecutionState: z.boolean().default(false),
  includeJobDocument: z.boolean().default(false),
  ...step,
  ...token,
});
type UpdateRequest = z.output<typeof updateRequest>;

/**
 * The device's side of Jobs (AWS IoT developer guide, jobs-mqtt-api).
 * @param now ms since the epoch
 */
export function createDeviceJobs(store: JobStore, now: () => number): DeviceJobs {
  return {
    pending(thing) {
      const all = store.pending(thing);
      return {
        inProgressJobs: all.filter(({ status }) => status === 'IN_PROGRESS').map(summaryOf),
        queuedJobs: all.filter(({ status }) => status === 'QUEUED').map(summaryOf),
      };
    },
    startNext(thing, body) {
      const request = parse(startRequest, body);
      const [next] = store.pending(thing);
      if (next === undefined) return {};
      if (next.status === 'IN_PROGRESS') return { execution: executionOf(store, next) };
      const begun = begin(store, next, now());
      const started = store.advance({
        ...withStep(begun, request.stepTimeoutInMinutes, now()),
        statusDetails: request.statusDetails ?? next.statusDetails,
      });
      return { execution: executionOf(store, started) };
    },
    describe(thing, jobId, body) {
      const { includeJobDocument, executionNumber } = parse(describeRequest, body);
      const found = jobId === '$next' ? store.pending(thing)[0] : store.execution(jobId, thing);
      if (found === undefined && jobId === '$next') return {};
      const execution = expected(found, executionNumber);
      if (!isPending(execution)) {
        throw new JobFault('TerminalStateReached', `The job is ${execution.status}.`);
      }
      return { execution: executionOf(store, execution, includeJobDocument) };
    },
    update(thing, jobId, body) {
      const request = parse(updateRequest, body);
      const before = expected(store.execution(jobId, thing), request.executionNumber);
      const after = store.advance(changed(store, before, { request, at: now() }));
      return {
        ...(request.includeJobExecutionState ? { executionState: stateOf(after) } : {}),
        ...(request.includeJobDocument ? { jobDocument: documentOf(store, after) } : {}),
      };
    },
  };
}

/** Summary as in lists and notifications (API reference, iot-jobs-data JobExecutionSummary). */
export function summaryOf(execution: ExecutionRecord): object {
  return {
    jobId: execution.jobId,
    queuedAt: seconds(execution.queuedAt),
    ...(execution.startedAt === undefined ? {} : { startedAt: seconds(execution.startedAt) }),
    lastUpdatedAt: seconds(execution.lastUpdatedAt),
    executionNumber: execution.executionNumber,
    versionNumber: execution.version,
  };
}

/** API reference, iot-jobs-data JobExecution. */
export function executionOf(store: JobStore, execution: ExecutionRecord, document = true): object {
  return {
    ...summaryOf(execution),
    thingName: execution.thing,
    status: execution.status,
    ...(Object.keys(execution.statusDetails).length === 0
      ? {}
      : { statusDetails: execution.statusDetails }),
    ...(document ? { jobDocument: documentOf(store, execution) } : {}),
  };
}

function changed(
  store: JobStore,
  before: ExecutionRecord,
  { request, at }: { readonly request: UpdateRequest; readonly at: number },
): ExecutionRecord {
  const { status, expectedVersion } = request;
  if (!isPending(before)) {
    const text = `The job is ${before.status} and cannot become ${status}.`;
    throw new JobFault('InvalidStateTransition', text, stateOf(before));
  }
  if (expectedVersion !== undefined && expectedVersion !== before.version) {
    const text = `Expected version ${expectedVersion}, but it is ${before.version}.`;
    throw new JobFault('VersionMismatch', text, stateOf(before));
  }
  const begun = before.status === 'QUEUED' ? begin(store, before, at) : before;
  return {
    ...withStep(begun, request.stepTimeoutInMinutes, at),
    status,
    statusDetails: request.statusDetails ?? before.statusDetails,
  };
}

function begin(store: JobStore, execution: ExecutionRecord, at: number): ExecutionRecord {
  const { timeoutMinutes } = store.job(execution.jobId);
  const due = timeoutMinutes === undefined ? {} : { dueAt: at + timeoutMinutes * MINUTE_MS };
  return { ...execution, status: 'IN_PROGRESS', startedAt: at, ...due };
}

/** A new time for the step; −1 takes it away (API reference, UpdateJobExecution). */
function withStep(
  execution: ExecutionRecord,
  minutes: number | undefined,
  at: number,
): ExecutionRecord {
  if (minutes === undefined) return execution;
  const { stepDueAt: _before, ...rest } = execution;
  return minutes < 1 ? rest : { ...rest, stepDueAt: at + minutes * MINUTE_MS };
}

function expected(
  execution: ExecutionRecord | undefined,
  executionNumber: number | undefined,
): ExecutionRecord {
  const fits = executionNumber === undefined || executionNumber === execution?.executionNumber;
  if (execution !== undefined && fits) return execution;
  throw new JobFault('ResourceNotFound', 'There is no such job execution.');
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new JobFault('InvalidRequest', z.prettifyError(parsed.error));
}

function stateOf({ status, statusDetails: details, version }: ExecutionRecord): object {
  return { status, statusDetails: details, versionNumber: version };
}

function documentOf(store: JobStore, { jobId }: ExecutionRecord): unknown {
  return JSON.parse(store.job(jobId).document);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
