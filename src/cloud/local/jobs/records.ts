import { z } from 'zod';

/** Statuses of one job on one thing (AWS IoT API reference, JobExecution). */
const executionStatus = z.enum([
  'QUEUED',
  'IN_PROGRESS',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'REJECTED',
  'REMOVED',
  'CANCELED',
]);
export type ExecutionStatus = z.infer<typeof executionStatus>;

export const jobRecord = z.strictObject({
  id: z.string(),
  /** JSON text, as it was given. */
  document: z.string(),
  description: z.string().optional(),
  /** ARNs, as they were given. */
  targets: z.array(z.string()),
  things: z.array(z.string()),
  status: z.enum(['IN_PROGRESS', 'CANCELED', 'COMPLETED']),
  /** From IN_PROGRESS to the end, at most. */
  timeoutMinutes: z.number().optional(),
  reasonCode: z.string().optional(),
  comment: z.string().optional(),
  forceCanceled: z.boolean().optional(),
  /** ms since the epoch, as all times here. */
  createdAt: z.number(),
  lastUpdatedAt: z.number(),
  completedAt: z.number().optional(),
});
export type JobRecord = z.infer<typeof jobRecord>;

export const executionRecord = z.strictObject({
  jobId: z.string(),
  thing: z.string(),
  status: executionStatus,
  statusDetails: z.record(z.string(), z.string()),
  queuedAt: z.number(),
  startedAt: z.number().optional(),
  lastUpdatedAt: z.number(),
  /** Bumped by every update. */
  version: z.number(),
  /** Tells apart the executions of one job on one thing; here there is one. */
  executionNumber: z.number(),
  forceCanceled: z.boolean().optional(),
  /** When the job's own time and the time of the present step are over. */
  dueAt: z.number().optional(),
  stepDueAt: z.number().optional(),
});
export type ExecutionRecord = z.infer<typeof executionRecord>;

/** Whether a device has still to do something about it. */
export function isPending({ status }: Pick<ExecutionRecord, 'status'>): boolean {
  return status === 'QUEUED' || status === 'IN_PROGRESS';
}
