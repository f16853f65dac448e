import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { findStack, partsOfStack } from '../../cloud/aws/deploy/deployed-stack.ts';
import { PmSimError } from '../../runtime/errors.ts';
import type { AwsSession } from './open-aws.ts';

/** Names in the account of parts of a stack, by their logical ids. */
export type PartNames = (logicalId: string) => string;

/** @throws PmSimError `cloud/no-stack`, and `cloud/no-part` of what is asked for and is not there */
export async function stackPartNames(aws: AwsSession, stackName: string): Promise<PartNames> {
  const client = aws.client((config) => new CloudFormationClient(config), 'CLOUDFORMATION');
  const stack = await findStack(client, stackName);
  if (stack === undefined) throw noStack(stackName);
  const parts = await partsOfStack(client, stack.id);
  return (logicalId) => {
    const part = parts.find((one) => one.logicalId === logicalId && one.physicalId !== '');
    if (part !== undefined) return part.physicalId;
    throw new PmSimError(
      'cloud/no-part',
      `The stack ${stackName}, which is ${stack.status}, has no ${logicalId}.`,
      { hint: 'Deploy it again: `pm-sim cloud deploy`.' },
    );
  };
}

export function noStack(name: string): PmSimError {
  return new PmSimError('cloud/no-stack', `There is no stack ${name}.`, {
    hint: '`pm-sim cloud deploy` makes it; --stack NAME and --region choose another.',
  });
}
