import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  type Change,
  type CloudFormationClient,
  type DescribeChangeSetOutput,
} from '@aws-sdk/client-cloudformation';
import { sleep, type Clock } from '../../../runtime/clock.ts';
import { messageOf, PmSimError } from '../../../runtime/errors.ts';
import { PROJECT_TAG } from './tags.ts';

/** What a conversation with CloudFormation needs. */
export interface CloudFormationContext {
  readonly cloudFormation: CloudFormationClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface ChangeSetRequest {
  readonly stackName: string;
  /** Letters, digits and hyphens, beginning with a letter. */
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly template: { readonly body: string } | { readonly url: string };
  readonly parameters: Readonly<Record<string, string>>;
}

export interface ChangeRow {
  readonly action: string;
  readonly logicalId: string;
  readonly type: string;
  /** Whether the update puts another resource in its place, as far as it is known before. */
  readonly replacement: 'True' | 'False' | 'Conditional' | '';
}

export interface ChangeSet {
  readonly id: string;
  readonly stackName: string;
  readonly changes: readonly ChangeRow[];
}

/** CloudFormation works a change set out in seconds; longer than this and something is wrong. */
const CHANGE_SET_WAIT_MAX_MS = 300_000;
const CHANGE_SET_POLL_MS = 1_000;

/**
 * Has CloudFormation work out what would change (user guide, "Update stacks using change sets").
 * @returns nothing when nothing would
 * @throws PmSimError `cloud/change-set` with CloudFormation's reason, `timeout/change-set`
 */
export async function createChangeSet(
  context: CloudFormationContext,
  request: ChangeSetRequest,
): Promise<ChangeSet | undefined> {
  const { stackName } = request;
  const id = await requestChangeSet(context, request);
  if (id === undefined) return undefined;
  const described = await untilWorkedOut(context, { id, stackName });
  if (described.Status !== 'FAILED') {
    return { id, stackName, changes: await changesOf(context, { id, stackName }) };
  }
  await discardChangeSet(context, { id, stackName });
  const reason = described.StatusReason ?? 'no reason given';
  if (isNoChange(reason)) return undefined;
  throw new PmSimError('cloud/change-set', `CloudFormation refuses the change set: ${reason}`, {
    kind: 'system',
  });
}

/** Id of the change set; nothing where the endpoint knows at once that nothing would change. */
async function requestChangeSet(
  { cloudFormation }: CloudFormationContext,
  { stackName, name, type, template, parameters }: ChangeSetRequest,
): Promise<string | undefined> {
  const command = new CreateChangeSetCommand({
    StackName: stackName,
    ChangeSetName: name,
    ChangeSetType: type,
    ...('body' in template ? { TemplateBody: template.body } : { TemplateURL: template.url }),
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: ['CAPABILITY_IAM'],
    Tags: [PROJECT_TAG],
  });
  try {
    return (await cloudFormation.send(command)).Id ?? name;
  } catch (error) {
    if (isNoChange(messageOf(error))) return undefined;
    throw error;
  }
}

/** Its words for an empty change set, which it calls failed; there is no code for it. */
function isNoChange(reason: string): boolean {
  return /didn't contain changes|No updates are to be performed/iu.test(reason);
}

type Place = Pick<ChangeSet, 'id' | 'stackName'>;

async function untilWorkedOut(
  context: CloudFormationContext,
  place: Place,
): Promise<DescribeChangeSetOutput> {
  const { clock, signal } = context;
  const deadline = clock.now() + CHANGE_SET_WAIT_MAX_MS;
  for (;;) {
    const described = await describe(context, place);
    const { Status: status } = described;
    if (status === 'CREATE_COMPLETE' || status === 'FAILED') return described;
    if (clock.now() >= deadline) {
      throw new PmSimError(
        'timeout/change-set',
        `CloudFormation has not worked the change set out within ${CHANGE_SET_WAIT_MAX_MS / 1_000} s.`,
        { kind: 'connection', hint: 'Look at the stack in the console, and try again.' },
      );
    }
    await sleep(clock, CHANGE_SET_POLL_MS, signal);
  }
}

function describe(
  { cloudFormation }: CloudFormationContext,
  { id, stackName, next }: Place & { readonly next?: string | undefined },
): Promise<DescribeChangeSetOutput> {
  const at = { ChangeSetName: id, StackName: stackName, NextToken: next };
  return cloudFormation.send(new DescribeChangeSetCommand(at));
}

async function changesOf(
  context: CloudFormationContext,
  place: Place,
): Promise<readonly ChangeRow[]> {
  const found: ChangeRow[] = [];
  let next: string | undefined;
  do {
    const page = await describe(context, { ...place, next });
    found.push(...(page.Changes ?? []).map(rowOf));
    next = page.NextToken;
  } while (next !== undefined && next !== '');
  return found;
}

function rowOf({ ResourceChange: change = {} }: Change): ChangeRow {
  return {
    action: change.Action ?? '',
    logicalId: change.LogicalResourceId ?? '',
    type: change.ResourceType ?? '',
    replacement: change.Replacement ?? '',
  };
}

export async function executeChangeSet(
  { cloudFormation }: CloudFormationContext,
  { id, stackName }: Place,
): Promise<void> {
  await cloudFormation.send(
    new ExecuteChangeSetCommand({ ChangeSetName: id, StackName: stackName }),
  );
}

export async function discardChangeSet(
  { cloudFormation }: CloudFormationContext,
  { id, stackName }: Place,
): Promise<void> {
  await cloudFormation.send(
    new DeleteChangeSetCommand({ ChangeSetName: id, StackName: stackName }),
  );
}

/** A stack that was only reviewed has nothing in it and would stay in the list for ever. */
export async function discardReview(context: CloudFormationContext, place: Place): Promise<void> {
  await discardChangeSet(context, place);
  await context.cloudFormation.send(new DeleteStackCommand({ StackName: place.stackName }));
}
