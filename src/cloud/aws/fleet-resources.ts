import {
  CreatePolicyCommand,
  CreateThingGroupCommand,
  CreateThingTypeCommand,
  DescribeThingTypeCommand,
  GetPolicyCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import { isDeepStrictEqual } from 'node:util';
import { PmSimError } from '../../runtime/errors.ts';
import { call, type IotContext } from './iot-call.ts';

/** Thing group of every device that pm-sim made, by which it finds them again. */
export const THING_GROUP = 'pm-sim';

interface PolicySpec {
  readonly policyName: string;
  /** JSON text; an existing policy of the name must say the same. */
  readonly policyDocument: string;
}

/** @throws PmSimError `provision/policy-differs` */
export async function ensurePolicy(
  context: IotContext,
  { policyName, policyDocument }: PolicySpec,
): Promise<void> {
  const spec = { policyName, policyDocument };
  const existing = (await policyText(context, policyName)) ?? (await createPolicy(context, spec));
  if (isDeepStrictEqual(JSON.parse(existing), JSON.parse(policyDocument))) return;
  throw new PmSimError(
    'provision/policy-differs',
    `The policy ${policyName} exists with another document.`,
    { hint: 'Choose another policy name, or detach and delete the existing policy.' },
  );
}

/** As `ensurePolicy`, but whatever document an existing policy has is right. */
export async function ensureAnyPolicy(context: IotContext, spec: PolicySpec): Promise<void> {
  if ((await policyText(context, spec.policyName)) === undefined) await createPolicy(context, spec);
}

export async function hasPolicy(context: IotContext, policyName: string): Promise<boolean> {
  return (await policyText(context, policyName)) !== undefined;
}

/** The type's ARN, made or found. */
export async function ensureThingType(
  context: IotContext,
  thingTypeName: string,
): Promise<string | undefined> {
  try {
    const made = await call(context, (iot) =>
      iot.send(new CreateThingTypeCommand({ thingTypeName })),
    );
    return made.thingTypeArn;
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    const found = await call(context, (iot) =>
      iot.send(new DescribeThingTypeCommand({ thingTypeName })),
    );
    return found.thingTypeArn;
  }
}

export async function ensureThingGroup(context: IotContext, thingGroupName: string): Promise<void> {
  try {
    await call(context, (iot) => iot.send(new CreateThingGroupCommand({ thingGroupName })));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}

/** Creates the policy, unless somebody else does at the same moment; the document that it then has. */
async function createPolicy(context: IotContext, spec: PolicySpec): Promise<string> {
  try {
    await call(context, (iot) => iot.send(new CreatePolicyCommand(spec)));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    return (await policyText(context, spec.policyName)) ?? spec.policyDocument;
  }
  return spec.policyDocument;
}

async function policyText(context: IotContext, policyName: string): Promise<string | undefined> {
  try {
    const found = await call(context, (iot) => iot.send(new GetPolicyCommand({ policyName })));
    return found.policyDocument;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Where a resource is, by its ARN. */
export interface AccountPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** The account that the client speaks for, learned from the ARN of the thing type, made if need be. */
export async function accountOf(context: IotContext, thingType: string): Promise<AccountPlace> {
  const arn = await ensureThingType(context, thingType);
  const [, partition, , region, accountId] = (arn ?? '').split(':');
  if (partition !== undefined && region !== undefined && accountId !== undefined) {
    return { partition, region, accountId };
  }
  throw new PmSimError('provision/no-account', 'The endpoint tells no ARN of a thing type.', {
    kind: 'connection',
    hint: 'Check that the endpoint is AWS IoT or the local twin.',
  });
}
