import {
  CreateJobCommand,
  DescribeJobExecutionCommand,
  DescribeThingCommand,
  type JobExecution,
} from '@aws-sdk/client-iot';
import { sleep } from '../../runtime/clock.ts';
import { call, type IotContext } from './iot-call.ts';
import { deactivateOthers } from './retire.ts';

export interface RotateByJobOptions extends IotContext {
  /** Provisioning template that the new certificate is registered with. */
  readonly template: string;
  /** How long a device has; its old certificate stays active if it takes longer, ms. */
  readonly waitMs: number;
  /** Makes the names of jobs unique. */
  readonly run: string;
}

export interface RotatedByJob {
  readonly name: string;
  readonly jobId: string;
  /** As AWS IoT Jobs calls it; QUEUED and IN_PROGRESS when the time was over. */
  readonly status: string;
  readonly certificateId?: string;
  readonly reason?: string;
  /** Certificates that were deactivated. */
  readonly deactivated: number;
}

/** Between two looks at a job; DescribeJobExecution has 10 calls a second, ms. */
const LOOK_EVERY_MS = 1_000;
/** Not shown to anybody: the job ends by itself when the device began it and died. */
const TIMEOUT_MINUTES = 60;

/**
 * Has a device replace its certificate itself: the key is made there and never travels. The old
 * certificate is made inactive after the device has said that it is connected with the new one, and
 * stays known, as AWS advises. Works alike on AWS and on the twin.
 */
export async function rotateByJob(
  options: RotateByJobOptions,
  name: string,
): Promise<RotatedByJob> {
  const thing = await call(options, (iot) =>
    iot.send(new DescribeThingCommand({ thingName: name })),
  );
  const { template, run } = options;
  // Job ids are 64 characters of letters, digits, "-" and "_" (API reference, CreateJob).
  const jobId = `rotate-${run}-${thing.thingId ?? ''}`.slice(0, 64);
  const document = JSON.stringify({ operation: 'rotate-certificate', template });
  const targets = [thing.thingArn ?? ''];
  const timeoutConfig = { inProgressTimeoutInMinutes: TIMEOUT_MINUTES };
  await call(options, (iot) =>
    iot.send(new CreateJobCommand({ jobId, targets, document, timeoutConfig })),
  );
  const execution = await endOf(options, jobId, name);
  const { certificateId, reason } = execution?.statusDetails?.detailsMap ?? {};
  const status = execution?.status ?? 'QUEUED';
  const done = status === 'SUCCEEDED' && certificateId !== undefined;
  return {
    name,
    jobId,
    status,
    ...(certificateId === undefined ? {} : { certificateId }),
    ...(reason === undefined ? {} : { reason }),
    deactivated: done ? await deactivateOthers(options, name, certificateId) : 0,
  };
}

/** The job's execution once it is over, or as it is when the time is. */
async function endOf(
  options: RotateByJobOptions,
  jobId: string,
  thingName: string,
): Promise<JobExecution | undefined> {
  const { clock, signal, waitMs } = options;
  const deadline = clock.now() + waitMs;
  for (;;) {
    const { execution } = await call(options, (iot) =>
      iot.send(new DescribeJobExecutionCommand({ jobId, thingName })),
    );
    const isOver = execution?.status !== 'QUEUED' && execution?.status !== 'IN_PROGRESS';
    if (isOver || clock.now() >= deadline) return execution;
    await sleep(clock, LOOK_EVERY_MS, signal);
  }
}
