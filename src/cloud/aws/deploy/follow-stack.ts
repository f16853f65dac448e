import {
  DescribeStackEventsCommand,
  type CloudFormationClient,
  type StackEvent as AwsEvent,
} from '@aws-sdk/client-cloudformation';
import { sleep } from '../../../runtime/clock.ts';
import { PmSimError } from '../../../runtime/errors.ts';
import type { CloudFormationContext } from './change-set.ts';
import { findStack, type DeployedStack } from './deployed-stack.ts';

/** Something that happened to a stack or to a part of it. */
export interface StackEvent {
  readonly id: string;
  /** ms since the epoch, by CloudFormation's clock. */
  readonly at: number;
  readonly status: string;
  readonly type: string;
  readonly logicalId: string;
  readonly reason: string;
}

export interface FollowStackOptions extends CloudFormationContext {
  /** An id, which finds the stack also after its deletion. */
  readonly stackId: string;
  /** The newest event before the work began; what is older is not told. */
  readonly after: string | undefined;
  readonly onEvent: (event: StackEvent) => void;
}

/** Streams and tables take a minute or two; a stack at work for longer than this needs somebody to look. */
const STACK_WAIT_MAX_MS = 1_800_000;
/** CloudFormation throttles those who ask more often over hours; engineering judgement. */
const STACK_POLL_MS = 2_000;
/** A busy stack has some ten events between two polls. */
const EVENT_PAGES_MAX = 20;

/** Id of the newest event of a stack, to begin after. */
export async function newestEvent(
  cloudFormation: CloudFormationClient,
  stackId: string,
): Promise<string | undefined> {
  const page = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId }));
  return page.StackEvents?.[0]?.EventId;
}

/**
 * Tells the events of a stack in their order until CloudFormation's work has ended, well or not.
 * @returns the stack as it is then; nothing when it is gone
 * @throws PmSimError `timeout/stack`
 */
export async function followStack(options: FollowStackOptions): Promise<DeployedStack | undefined> {
  const { cloudFormation, clock, signal, stackId, onEvent } = options;
  const deadline = clock.now() + STACK_WAIT_MAX_MS;
  let { after } = options;
  for (;;) {
    const events = await eventsAfter(cloudFormation, { stackId, after });
    for (const event of events) onEvent(event);
    after = events.at(-1)?.id ?? after;
    // What is read after the event is what it led to; the state alone may still be that of before.
    const ended = events.some(isEnd);
    const stack = await findStack(cloudFormation, stackId);
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') return undefined;
    if (ended) return stack;
    if (clock.now() >= deadline) throw tooLong(stack);
    await sleep(clock, STACK_POLL_MS, signal);
  }
}

/** The stack is the last of its parts to be told as done, undone or failed. */
function isEnd({ type, status }: StackEvent): boolean {
  return type === 'AWS::CloudFormation::Stack' && !status.endsWith('_IN_PROGRESS');
}

/** Oldest first; AWS tells the newest first (API reference, DescribeStackEvents). */
async function eventsAfter(
  cloudFormation: CloudFormationClient,
  { stackId, after }: { readonly stackId: string; readonly after: string | undefined },
): Promise<readonly StackEvent[]> {
  const found: StackEvent[] = [];
  let next: string | undefined;
  for (let page = 0; page < EVENT_PAGES_MAX; page += 1) {
    const answer = await cloudFormation
      .send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: next }))
      .catch(noEvents);
    for (const event of answer.StackEvents ?? []) {
      if (event.EventId === after) return found.toReversed();
      found.push(eventOf(event));
    }
    next = answer.NextToken;
    if (next === undefined || next === '') break;
  }
  return found.toReversed();
}

/** A stack that is gone altogether has no events; AWS keeps those of deleted stacks for 90 days. */
function noEvents(error: unknown): { StackEvents: AwsEvent[]; NextToken?: string } {
  if (error instanceof Error && /does not exist/u.test(error.message)) return { StackEvents: [] };
  throw error;
}

function eventOf(event: AwsEvent): StackEvent {
  return {
    id: event.EventId ?? '',
    at: event.Timestamp?.getTime() ?? 0,
    status: event.ResourceStatus ?? '',
    type: event.ResourceType ?? '',
    logicalId: event.LogicalResourceId ?? '',
    reason: event.ResourceStatusReason ?? '',
  };
}

function tooLong({ name, status }: DeployedStack): PmSimError {
  const minutes = STACK_WAIT_MAX_MS / 60_000;
  return new PmSimError(
    'timeout/stack',
    `The stack ${name} is still ${status} after ${minutes} minutes.`,
    { kind: 'connection', hint: '`pm-sim cloud status` shows how it goes on.' },
  );
}
