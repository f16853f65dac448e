import { isDeepStrictEqual } from 'node:util';
import { PmSimError } from '../../runtime/errors.ts';
import { callIdentity, isFault, type IdentityContext } from './identity-call.ts';

/** Thing group of every device that pm-sim made, by which it finds them again. */
export const THING_GROUP = 'pm-sim';

interface PolicySpec {
  readonly policyName: string;
  /** JSON text; an existing policy of the name must say the same. */
  readonly policyDocument: string;
}

/** @throws PmSimError `provision/policy-differs` */
export async function ensurePolicy(
  context: IdentityContext,
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
export async function ensureAnyPolicy(context: IdentityContext, spec: PolicySpec): Promise<void> {
  if ((await policyText(context, spec.policyName)) === undefined) await createPolicy(context, spec);
}

export async function hasPolicy(context: IdentityContext, policyName: string): Promise<boolean> {
  return (await policyText(context, policyName)) !== undefined;
}

/** The type's ARN, made or found. */
export async function ensureThingType(
  context: IdentityContext,
  thingTypeName: string,
): Promise<string | undefined> {
  try {
    const made = await callIdentity(context, 'CreateThingType', { thingTypeName });
    return made.thingTypeArn;
  } catch (error) {
    if (!isFault(error, 'ResourceAlreadyExistsException')) throw error;
    const found = await callIdentity(context, 'DescribeThingType', { thingTypeName });
    return found.thingTypeArn;
  }
}

export async function ensureThingGroup(
  context: IdentityContext,
  thingGroupName: string,
): Promise<void> {
  try {
    await callIdentity(context, 'CreateThingGroup', { thingGroupName });
  } catch (error) {
    if (!isFault(error, 'ResourceAlreadyExistsException')) throw error;
  }
}

/** Creates the policy, unless somebody else does at the same moment; the document that it then has. */
async function createPolicy(context: IdentityContext, spec: PolicySpec): Promise<string> {
  try {
    await callIdentity(context, 'CreatePolicy', spec);
  } catch (error) {
    if (!isFault(error, 'ResourceAlreadyExistsException')) throw error;
    return (await policyText(context, spec.policyName)) ?? spec.policyDocument;
  }
  return spec.policyDocument;
}

async function policyText(
  context: IdentityContext,
  policyName: string,
): Promise<string | undefined> {
  try {
    const found = await callIdentity(context, 'GetPolicy', { policyName });
    return found.policyDocument;
  } catch (error) {
    if (isFault(error, 'ResourceNotFoundException')) return undefined;
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
export async function accountOf(
  context: IdentityContext,
  thingType: string,
): Promise<AccountPlace> {
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
