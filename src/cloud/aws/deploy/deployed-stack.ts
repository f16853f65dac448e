import {
  DescribeStacksCommand,
  paginateDescribeStacks,
  paginateListStackResources,
  type CloudFormationClient,
  type Stack as AwsStack,
} from '@aws-sdk/client-cloudformation';
import { isOurs } from './tags.ts';

/** A stack as CloudFormation tells it. */
export interface DeployedStack {
  readonly name: string;
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
  /** ms since the epoch. */
  readonly changedAt?: number;
  readonly parameters: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

/** A part of a stack, and what it is called in the account. */
export interface StackPart {
  readonly logicalId: string;
  /** Empty until it has been made. */
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly drift: string;
}

/** The stack of a name; nothing when there is none. A deleted one is found by its id only. */
export async function findStack(
  cloudFormation: CloudFormationClient,
  nameOrId: string,
): Promise<DeployedStack | undefined> {
  try {
    const found = await cloudFormation.send(new DescribeStacksCommand({ StackName: nameOrId }));
    const [stack] = found.Stacks ?? [];
    return stack === undefined ? undefined : deployedStack(stack);
  } catch (error) {
    // There is no error of its own for it (API reference, DescribeStacks).
    if (error instanceof Error && /does not exist/u.test(error.message)) return undefined;
    throw error;
  }
}

/** Every stack that carries our tag or begins as our templates do; deleted ones are not listed. */
export async function stacksOfOurs(
  cloudFormation: CloudFormationClient,
): Promise<readonly DeployedStack[]> {
  const found: DeployedStack[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: cloudFormation }, {})) {
    for (const stack of Stacks) {
      if (isOurs(stack.Tags) || stack.Description?.startsWith('pm-sim: ') === true) {
        found.push(deployedStack(stack));
      }
    }
  }
  return found;
}

export async function partsOfStack(
  cloudFormation: CloudFormationClient,
  nameOrId: string,
): Promise<readonly StackPart[]> {
  const pages = paginateListStackResources({ client: cloudFormation }, { StackName: nameOrId });
  const found: StackPart[] = [];
  for await (const { StackResourceSummaries = [] } of pages) {
    for (const part of StackResourceSummaries) {
      // Mocks of CloudFormation list parts of types that they do not make without a name.
      if (part.LogicalResourceId === undefined) continue;
      found.push({
        logicalId: part.LogicalResourceId,
        physicalId: part.PhysicalResourceId ?? '',
        type: part.ResourceType ?? '',
        status: part.ResourceStatus ?? '',
        drift: part.DriftInformation?.StackResourceDriftStatus ?? 'NOT_CHECKED',
      });
    }
  }
  return found;
}

function deployedStack(stack: AwsStack): DeployedStack {
  const { StackName = '', StackId = '', StackStatus = '', StackStatusReason: reason } = stack;
  const changed = stack.LastUpdatedTime ?? stack.CreationTime;
  return {
    name: StackName,
    id: StackId,
    status: StackStatus,
    ...(reason === undefined ? {} : { reason }),
    ...(changed === undefined ? {} : { changedAt: changed.getTime() }),
    parameters: new Map(
      (stack.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [
        ParameterKey,
        ParameterValue,
      ]),
    ),
    outputs: new Map(
      (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    ),
  };
}
