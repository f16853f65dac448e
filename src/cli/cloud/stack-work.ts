import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import type { CloudFormationContext } from '../../cloud/aws/deploy/change-set.ts';
import type { DeployedStack } from '../../cloud/aws/deploy/deployed-stack.ts';
import { followStack, newestEvent, type StackEvent } from '../../cloud/aws/deploy/follow-stack.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { wantsColour, type CliIo } from '../io.ts';
import { createStyle, type Style } from '../style.ts';

export interface StackWork extends CloudFormationContext {
  readonly stackId: string;
  /** Sets CloudFormation to work. */
  readonly work: () => Promise<void>;
}

/**
 * Has CloudFormation do something and tells on stderr what happens until it has ended. Ctrl+C ends
 * the telling only: what CloudFormation has begun it goes on with.
 */
export async function tellStack(
  { work, ...context }: StackWork,
  io: CliIo,
): Promise<DeployedStack | undefined | 'interrupted'> {
  const { cloudFormation, stackId, signal } = context;
  const after = await newestEvent(cloudFormation, stackId);
  await work();
  const style = createStyle(wantsColour(io.stderr, io.env));
  const onEvent = (event: StackEvent): void => {
    io.stderr.write(`${eventText(event, style)}\n`);
  };
  try {
    return await followStack({ ...context, after, onEvent });
  } catch (error) {
    if (!signal.aborted) throw error;
    io.stderr.write('CloudFormation goes on with it: see `pm-sim cloud status`.\n');
    return 'interrupted';
  }
}

/**
 * Deletes a stack and waits until it is gone; false when the waiting was interrupted.
 * @throws PmSimError `cloud/delete-failed`
 */
export async function deleteStack(
  context: CloudFormationContext,
  { id, name }: DeployedStack,
  io: CliIo,
): Promise<boolean> {
  const work = async (): Promise<void> => {
    await context.cloudFormation.send(new DeleteStackCommand({ StackName: id }));
  };
  const left = await tellStack({ ...context, stackId: id, work }, io);
  if (left === 'interrupted') return false;
  if (left === undefined) return true;
  const reason = left.reason === undefined ? '' : ` ${left.reason}`;
  throw new PmSimError('cloud/delete-failed', `The stack ${name} is ${left.status}.${reason}`, {
    kind: 'system',
    hint: 'Mend what the events above name as the cause, and run the same command again.',
  });
}

/** Columns of a status: `UPDATE_ROLLBACK_COMPLETE`. */
const STATUS_WIDTH = 24;

function eventText({ at, status, type, logicalId, reason }: StackEvent, style: Style): string {
  const time = new Date(at).toISOString().slice(11, 19);
  const why = reason === '' ? '' : `  ${reason}`;
  return `${style.dim(time)}  ${mark(status, style)(status.padEnd(STATUS_WIDTH))}  ${logicalId}  ${style.dim(type)}${why}`;
}

function mark(status: string, style: Style): (text: string) => string {
  if (/FAILED|ROLLBACK/u.test(status)) return style.red;
  return status.endsWith('_COMPLETE') ? style.green : (text) => text;
}
