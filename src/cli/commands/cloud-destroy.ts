import { removeShared } from '../../cloud/aws/retire.ts';
import { emptyBucket, removeBucket } from '../../cloud/aws/teardown/empty-bucket.ts';
import { bucketsOf, findDeployment, type Deployment } from '../cloud/find-deployment.ts';
import { withAws, type AwsSession } from '../cloud/open-aws.ts';
import { removeFleet, type RemovedFleet } from '../cloud/remove-fleet.ts';
import { deleteStack } from '../cloud/stack-work.ts';
import { confirmed } from '../confirm.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';
import type { DestroyOptions } from '../options/aws-options.ts';

/**
 * `pm-sim cloud destroy`: devices, then what buckets hold, then the stack, then its code. Everything is
 * found in the account itself; what is gone already is no fault, so an interrupted one goes on later.
 */
export async function cloudDestroyCommand(options: DestroyOptions, io: CliIo): Promise<ExitCode> {
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const { place } = options;
  return withAws({ place, io, signal }, (aws) => destroy(aws, options, io));
}

async function destroy(aws: AwsSession, options: DestroyOptions, io: CliIo): Promise<ExitCode> {
  const found = await findDeployment(aws, options);
  const { stack, fleet, artifacts } = found;
  const nothing = fleet.things.length + fleet.certificates.length === 0;
  if (stack === undefined && artifacts === undefined && nothing) {
    io.stderr.write(`There is nothing of the stack ${options.stack}.\n`);
    return tellOutcome(options, { things: 0, certificates: 0, objects: 0, thingTypes: [] }, io);
  }
  tellPlan(found, options, io);
  const { yes } = options;
  const { signal } = aws;
  if (!(await confirmed({ text: 'Delete all of this for good?', yes, signal }, io))) {
    io.stderr.write('Nothing was deleted.\n');
    return EXIT.interrupted;
  }
  const removed = await removeFleet(found, io);
  const objects = await emptyStackBuckets(found);
  if (stack !== undefined && !(await deleteStack(found.cloudFormation, stack, io))) {
    return EXIT.interrupted;
  }
  for (const policyName of found.policies) {
    await removeShared(found.iot, { thingGroup: fleet.group, policyName });
  }
  const code =
    artifacts === undefined ? 0 : ((await removeBucket(artifacts.s3, artifacts.bucket)) ?? 0);
  return tellOutcome(options, { ...removed, objects: objects + code }, io);
}

async function emptyStackBuckets(found: Deployment): Promise<number> {
  let count = 0;
  for (const bucket of bucketsOf(found)) count += await emptyBucket(found.s3, bucket);
  return count;
}

function tellPlan(found: Deployment, { stack: name }: DestroyOptions, io: CliIo): void {
  const { fleet, stack, parts, artifacts } = found;
  const lines = [
    `${formatCount(fleet.things.length)} devices of the group ${fleet.group}, and ${formatCount(fleet.certificates.length)} certificates that carry ${found.policies.join(', ')}`,
    stack === undefined
      ? `no stack ${name}`
      : `the stack ${name} (${stack.status}) with ${formatCount(parts.length)} parts, tables and alerts among them`,
    ...bucketsOf(found).map((bucket) => `what is in the bucket ${bucket}`),
    ...(artifacts === undefined ? [] : [`the bucket ${artifacts.bucket} with the code`]),
  ];
  for (const line of lines) io.stderr.write(`- ${line}\n`);
}

interface Removed extends RemovedFleet {
  readonly objects: number;
}

function tellOutcome(options: DestroyOptions, removed: Removed, io: CliIo): ExitCode {
  const { things, certificates, objects, thingTypes } = removed;
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ stack: options.stack, ...removed })}\n`);
  }
  io.stderr.write(
    `Removed ${formatCount(things)} devices, ${formatCount(certificates)} certificates and ` +
      `${formatCount(objects)} objects; of the stack ${options.stack} nothing is left.\n`,
  );
  for (const type of thingTypes) {
    io.stderr.write(
      `The thing type ${type} is deprecated; AWS IoT deletes it five minutes later at the earliest: ` +
        `aws iot delete-thing-type --thing-type-name ${type}\n`,
    );
  }
  return EXIT.ok;
}
