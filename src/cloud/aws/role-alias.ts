import {
  AttachPolicyCommand,
  CreateRoleAliasCommand,
  DescribeRoleAliasCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-iot';
import { PmSimError } from '../../runtime/errors.ts';
import { ensurePolicy, type AccountPlace } from './fleet-resources.ts';
import { call, type IotContext } from './iot-call.ts';

export interface RoleAliasOptions extends IotContext {
  readonly place: AccountPlace;
  readonly roleAlias: string;
  readonly roleArn: string;
}

/**
 * Makes the alias, unless it is there for the same role, and a policy by which a certificate may ask
 * for the role's credentials; the policy's name.
 * @throws PmSimError `provision/alias-differs`, `provision/policy-differs`
 */
export async function ensureRoleAlias(options: RoleAliasOptions): Promise<string> {
  const { roleAlias, roleArn, place } = options;
  try {
    await call(options, (iot) => iot.send(new CreateRoleAliasCommand({ roleAlias, roleArn })));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    await assertSameRole(options);
  }
  const policyName = `pm-sim-role-${roleAlias}`;
  const { partition, region, accountId } = place;
  const policyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'iot:AssumeRoleWithCertificate',
        Resource: `arn:${partition}:iot:${region}:${accountId}:rolealias/${roleAlias}`,
      },
    ],
  });
  await ensurePolicy(options, { policyName, policyDocument });
  return policyName;
}

/** Lets a certificate use the alias; repetition changes nothing. */
export async function allowRoleAlias(
  context: IotContext,
  { place, policyName, certificateId }: AllowedCertificate,
): Promise<void> {
  const { partition, region, accountId } = place;
  const target = `arn:${partition}:iot:${region}:${accountId}:cert/${certificateId}`;
  await call(context, (iot) => iot.send(new AttachPolicyCommand({ policyName, target })));
}

interface AllowedCertificate {
  readonly place: AccountPlace;
  readonly policyName: string;
  readonly certificateId: string;
}

async function assertSameRole(options: RoleAliasOptions): Promise<void> {
  const { roleAlias, roleArn } = options;
  const { roleAliasDescription } = await call(options, (iot) =>
    iot.send(new DescribeRoleAliasCommand({ roleAlias })),
  );
  if (roleAliasDescription?.roleArn === roleArn) return;
  throw new PmSimError(
    'provision/alias-differs',
    `The role alias ${roleAlias} exists for another role, ${roleAliasDescription?.roleArn}.`,
    { hint: 'Choose another alias, or update the existing one.' },
  );
}
