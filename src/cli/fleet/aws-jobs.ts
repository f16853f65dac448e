import { PmSimError } from '../../runtime/errors.ts';
import type { FleetJob } from './fleet-job.ts';

/** Children that an array job of AWS Batch may have ("Array jobs", AWS Batch user guide). */
const ARRAY_SIZE = { min: 2, max: 10_000 };

/**
 * A job definition and an array job for AWS Batch on Fargate, whose parts find their index in
 * `AWS_BATCH_JOB_ARRAY_INDEX`: the inputs of `aws batch register-job-definition` and `submit-job`.
 * @param roleArn execution role, which pulls the image and writes the logs
 * @throws PmSimError `fleet/array-size`
 */
export function batchJob(job: FleetJob, roleArn: string): string {
  const { name, image, shards, args, cpus, memoryMib } = job;
  if (shards < ARRAY_SIZE.min || shards > ARRAY_SIZE.max) {
    const text = `An array job has ${ARRAY_SIZE.min} to ${ARRAY_SIZE.max} parts, got ${shards}.`;
    throw new PmSimError('fleet/array-size', text);
  }
  return json({
    jobDefinition: {
      jobDefinitionName: name,
      type: 'container',
      platformCapabilities: ['FARGATE'],
      containerProperties: {
        image,
        command: args,
        executionRoleArn: roleArn,
        resourceRequirements: [
          { type: 'VCPU', value: String(cpus) },
          { type: 'MEMORY', value: String(memoryMib) },
        ],
      },
      // A part that is run again would publish its messages again.
      retryStrategy: { attempts: 1 },
    },
    job: {
      jobName: name,
      jobQueue: 'YOUR-JOB-QUEUE',
      jobDefinition: name,
      arrayProperties: { size: shards },
    },
  });
}

/** CPU units of a whole processor in a task definition (Amazon ECS, "Task size"). */
const CPU_UNITS = 1_024;

/**
 * A task definition for Amazon ECS on Fargate, and one input of `aws ecs run-task` for each part: ECS
 * numbers no tasks, so each is told its index.
 */
export function ecsTasks(job: FleetJob, roleArn: string): string {
  const { name, image, shards, args, cpus, memoryMib } = job;
  const indexes = Array.from({ length: shards }, (_, index) => index);
  return json({
    taskDefinition: {
      family: name,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: String(cpus * CPU_UNITS),
      memory: String(memoryMib),
      executionRoleArn: roleArn,
      containerDefinitions: [{ name: 'pm-sim', image, command: args, essential: true }],
    },
    tasks: indexes.map((index) => ({
      cluster: 'YOUR-CLUSTER',
      taskDefinition: name,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['YOUR-SUBNET'] } },
      overrides: {
        containerOverrides: [
          {
            name: 'pm-sim',
            environment: [{ name: 'JOB_COMPLETION_INDEX', value: String(index) }],
          },
        ],
      },
    })),
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
