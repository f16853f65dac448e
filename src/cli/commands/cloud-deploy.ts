import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IoTClient } from '@aws-sdk/client-iot';
import type { BucketPlace } from '../../cloud/aws/deploy/artifact-bucket.ts';
import {
  createChangeSet,
  discardChangeSet,
  discardReview,
  executeChangeSet,
  type ChangeSet,
  type CloudFormationContext,
} from '../../cloud/aws/deploy/change-set.ts';
import { compareTemplates, type PropertyChange } from '../../cloud/aws/deploy/compare-templates.ts';
import { hasPolicy } from '../../cloud/aws/fleet-resources.ts';
import { findStack, type DeployedStack } from '../../cloud/aws/deploy/deployed-stack.ts';
import { deployedTemplate } from '../../cloud/aws/deploy/deployed-template.ts';
import { planDeployment } from '../../cloud/aws/deploy/plan-deployment.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { changesText } from '../cloud/change-text.ts';
import { withAws, type AwsSession } from '../cloud/open-aws.ts';
import { artifactPlace, stackParameters, uploadPackage } from '../cloud/pipeline-on-aws.ts';
import { deleteStack, tellStack } from '../cloud/stack-work.ts';
import { cloudPackage, type CloudPackage } from '../compose/cloud-template.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { confirmed } from '../confirm.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatBytes, formatCount } from '../format.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { DeployOptions } from '../options/aws-options.ts';
import { createStyle } from '../style.ts';
import { alignColumns } from '../table.ts';

/** `pm-sim cloud deploy`: code to the bucket, a change set to look at, and then the stack. */
export async function cloudDeployCommand(
  options: DeployOptions & { readonly codeDir?: string },
  io: CliIo,
): Promise<ExitCode> {
  const { pipeline, codeDir, place } = options;
  const profile = await loadRunProfile(pipeline.profile, pipeline.set, io.cwd);
  const given = codeDir === undefined ? pipeline : { ...pipeline, codeDir };
  const built = await cloudPackage(profile, given);
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  return withAws({ place, io, signal }, (aws) => deploy(aws, { ...options, built }, io));
}

type Deployment = DeployOptions & { readonly built: CloudPackage };

async function deploy(aws: AwsSession, options: Deployment, io: CliIo): Promise<ExitCode> {
  const { clock, signal } = aws;
  const cloudFormation = aws.client((config) => new CloudFormationClient(config));
  const context = { cloudFormation, clock, signal };
  const [bucket, stack] = await Promise.all([
    artifactPlace(aws),
    currentStack(context, options.stack, io),
  ]);
  if (stack === undefined) await assertNoPolicy(aws, options.stack);
  const changeSet = await prepare(context, { options, bucket, stack }, io);
  if (changeSet === undefined) {
    io.stderr.write(`The stack ${options.stack} is as it should be: no change.\n`);
    return tellOutcome({ options, stack, changeSet }, io);
  }
  await show(context, { options, stack, changeSet }, io);
  const text = `${stack === undefined ? 'Make' : 'Change'} the stack ${options.stack}?`;
  const agreed = await confirmed({ text, yes: options.yes, signal }, io).catch(
    async (error: unknown) => {
      await discard(context, changeSet, stack);
      throw error;
    },
  );
  if (!agreed) {
    await discard(context, changeSet, stack);
    io.stderr.write(`The stack ${options.stack} was left as it was.\n`);
    return EXIT.interrupted;
  }
  const work = () => executeChangeSet(context, changeSet);
  const deployed = await tellStack({ ...context, stackId: options.stack, work }, io);
  if (deployed === 'interrupted') return EXIT.interrupted;
  assertDeployed(deployed);
  return tellOutcome({ options, stack: deployed, changeSet }, io);
}

/** The stack if it can be updated; what an earlier failure left is taken away first. */
async function currentStack(
  context: CloudFormationContext,
  name: string,
  io: CliIo,
): Promise<DeployedStack | undefined> {
  const stack = await findStack(context.cloudFormation, name);
  const plan = planDeployment(stack);
  if (plan === 'recreate' && stack !== undefined) {
    io.stderr.write(`The first deployment of ${name} had failed; its remains go first.\n`);
    await deleteStack(context, stack, io);
  }
  return plan === 'update' ? stack : undefined;
}

/** CloudFormation would find out after minutes, and roll everything back. */
async function assertNoPolicy(aws: AwsSession, stack: string): Promise<void> {
  const { clock, random, signal } = aws;
  const iot = aws.client((config) => new IoTClient(config));
  const policy = `${stack}-device`;
  if (!(await hasPolicy({ iot, clock, random, signal }, policy))) return;
  throw new PmSimError(
    'cloud/policy-exists',
    `There is an IoT policy ${policy} already, which the stack is to make.`,
    {
      hint: 'Provisioning made it: deploy first, provision then. `pm-sim provision rm --all --target aws` takes it away.',
    },
  );
}

interface Prepared {
  readonly options: Deployment;
  readonly bucket: BucketPlace;
  readonly stack: DeployedStack | undefined;
}

async function prepare(
  context: CloudFormationContext,
  { options, bucket, stack }: Prepared,
  io: CliIo,
): Promise<ChangeSet | undefined> {
  const { built } = options;
  const { template, keys, bucketMade } = await uploadPackage(bucket, built);
  const bytes = built.bundles.reduce((sum, { zip }) => sum + zip.length, 0);
  io.stderr.write(
    `Code of ${formatCount(built.bundles.length)} functions, ${formatBytes(bytes)}, in ` +
      `${bucket.bucket}${bucketMade ? ', which is new' : ''}: ` +
      `${keys.length === 0 ? 'all of it was there' : `${formatCount(keys.length)} uploaded`}.\n`,
  );
  const startedAt = new Date(io.now()).toISOString();
  return createChangeSet(context, {
    stackName: options.stack,
    name: `pm-sim-${startedAt.replaceAll(/\D/gu, '')}`,
    type: stack === undefined ? 'CREATE' : 'UPDATE',
    template,
    parameters: stackParameters(bucket.bucket, stack?.parameters.get('RunId') ?? startedAt),
  });
}

interface Shown {
  readonly options: Deployment;
  readonly stack: DeployedStack | undefined;
  readonly changeSet: ChangeSet;
}

async function show(
  { cloudFormation }: CloudFormationContext,
  { options, stack, changeSet }: Shown,
  io: CliIo,
): Promise<void> {
  const { template } = options.built;
  const properties: readonly PropertyChange[] =
    stack === undefined
      ? []
      : compareTemplates(await deployedTemplate(cloudFormation, stack.name), { ...template });
  const style = createStyle(wantsColour(io.stderr, io.env));
  for (const line of changesText(changeSet.changes, properties, style)) {
    io.stderr.write(`${line}\n`);
  }
}

/** A change set that nobody wants must not stay; neither must the stack that it was to make. */
function discard(
  context: CloudFormationContext,
  changeSet: ChangeSet,
  stack: DeployedStack | undefined,
): Promise<void> {
  return stack === undefined
    ? discardReview(context, changeSet)
    : discardChangeSet(context, changeSet);
}

function assertDeployed(stack: DeployedStack | undefined): asserts stack is DeployedStack {
  const status = stack?.status ?? 'gone';
  if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return;
  const reason = stack?.reason === undefined ? '' : ` ${stack.reason}`;
  throw new PmSimError('cloud/deploy-failed', `The stack is ${status}.${reason}`, {
    kind: 'system',
    hint: 'The first failure among the events above is the cause.',
  });
}

interface Outcome {
  readonly options: Deployment;
  readonly stack: DeployedStack | undefined;
  readonly changeSet: ChangeSet | undefined;
}

function tellOutcome({ options, stack, changeSet }: Outcome, io: CliIo): ExitCode {
  const outputs = [...(stack?.outputs ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (options.json) {
    const { changes = [] } = changeSet ?? {};
    const answer = {
      stack: options.stack,
      status: stack?.status,
      changed: changeSet !== undefined,
      changes,
      outputs: Object.fromEntries(outputs),
    };
    io.stdout.write(`${JSON.stringify(answer)}\n`);
  } else {
    for (const line of alignColumns(outputs)) io.stdout.write(`${line}\n`);
  }
  return EXIT.ok;
}
