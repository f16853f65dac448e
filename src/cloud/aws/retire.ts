import {
  DeleteCertificateCommand,
  DeletePolicyCommand,
  DeleteThingCommand,
  DeleteThingGroupCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  ListAttachedPoliciesCommand,
  ListPrincipalThingsCommand,
  ListThingPrincipalsCommand,
  ListThingsInThingGroupCommand,
  ResourceNotFoundException,
  UpdateCertificateCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { allPages, call, callSettling, type IotContext } from './iot-call.ts';

/** ARNs of the certificates that a thing holds; none when there is no such thing. */
export async function certificatesOf(context: IotContext, thingName: string): Promise<string[]> {
  const load = async (nextToken: string | undefined) => {
    const page = await call(context, (iot) =>
      iot.send(new ListThingPrincipalsCommand({ thingName, nextToken })),
    );
    return { items: page.principals, next: page.nextToken };
  };
  const principals = (await ifThere(allPages(load))) ?? [];
  return principals.filter((arn) => arn.includes(':cert/'));
}

/** Names of the things in a group; none when there is no such group. */
export async function membersOf(context: IotContext, thingGroupName: string): Promise<string[]> {
  const load = async (nextToken: string | undefined) => {
    const page = await call(context, (iot) =>
      iot.send(new ListThingsInThingGroupCommand({ thingGroupName, nextToken, maxResults: 250 })),
    );
    return { items: page.things, next: page.nextToken };
  };
  return (await ifThere(allPages(load))) ?? [];
}

/** Id in the ARN of a certificate. */
export function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** Marks every certificate of the thing as revoked; their ids. */
export async function revokeThing(context: IotContext, thingName: string): Promise<string[]> {
  const ids = (await certificatesOf(context, thingName)).map(idOf);
  for (const id of ids) await setStatus(context, id, 'REVOKED');
  return ids;
}

/**
 * Takes a certificate out of use and deletes it: inactive first, so that a half-done retirement
 * leaves nothing that lets anybody in. One that other things hold as well only leaves this one.
 */
export async function retireCertificate(
  context: IotContext,
  { thingName, arn }: { readonly thingName?: string; readonly arn: string },
): Promise<void> {
  const others = (await thingsOf(context, arn)).filter((name) => name !== thingName);
  if (others.length === 0) {
    await setStatus(context, idOf(arn), 'INACTIVE');
    for (const policyName of await policiesOf(context, arn)) {
      await send(context, (iot) => iot.send(new DetachPolicyCommand({ policyName, target: arn })));
    }
  }
  if (thingName !== undefined) {
    await send(context, (iot) =>
      iot.send(new DetachThingPrincipalCommand({ thingName, principal: arn })),
    );
  }
  if (others.length > 0) return;
  await ifThere(
    callSettling(context, (iot) =>
      iot.send(new DeleteCertificateCommand({ certificateId: idOf(arn) })),
    ),
  );
}

/**
 * Makes every certificate of the thing inactive but one, which has to be the thing's; their number.
 * None is touched when the one to keep is not there.
 */
export async function deactivateOthers(
  context: IotContext,
  thingName: string,
  keptId: string,
): Promise<number> {
  const ids = (await certificatesOf(context, thingName)).map(idOf);
  const others = ids.includes(keptId) ? ids.filter((id) => id !== keptId) : [];
  for (const id of others) await setStatus(context, id, 'INACTIVE');
  return others.length;
}

/**
 * Takes a certificate out of use that no thing of the fleet is known to hold, whoever holds it: it
 * carries a policy of ours, so it was issued for one.
 */
export async function retireStray(context: IotContext, arn: string): Promise<void> {
  const [first, ...others] = await thingsOf(context, arn);
  for (const thingName of others) {
    await send(context, (iot) =>
      iot.send(new DetachThingPrincipalCommand({ thingName, principal: arn })),
    );
  }
  await retireCertificate(context, { ...(first === undefined ? {} : { thingName: first }), arn });
}

/** Deletes a thing with all its certificates; what is gone already is no fault. Needs no local file. */
export async function removeThing(context: IotContext, thingName: string): Promise<number> {
  const certificates = await certificatesOf(context, thingName);
  for (const arn of certificates) await retireCertificate(context, { thingName, arn });
  await ifThere(callSettling(context, (iot) => iot.send(new DeleteThingCommand({ thingName }))));
  return certificates.length;
}

/** Deletes what a fleet shares, once no device is left; a policy that others use stays. */
export async function removeShared(
  context: IotContext,
  { thingGroup, policyName }: { readonly thingGroup: string; readonly policyName: string },
): Promise<void> {
  await ifThere(
    callSettling(context, (iot) =>
      iot.send(new DeleteThingGroupCommand({ thingGroupName: thingGroup })),
    ),
  );
  await deletePolicy(context, policyName);
}

/** Deletes a policy, unless somebody still uses it. */
export async function deletePolicy(context: IotContext, policyName: string): Promise<void> {
  await ifThere(call(context, (iot) => iot.send(new DeletePolicyCommand({ policyName })))).catch(
    (error: unknown) => {
      if (!(error instanceof Error && error.name === 'DeleteConflictException')) throw error;
    },
  );
}

async function setStatus(
  context: IotContext,
  certificateId: string,
  newStatus: 'INACTIVE' | 'REVOKED',
): Promise<void> {
  await send(context, (iot) =>
    iot.send(new UpdateCertificateCommand({ certificateId, newStatus })),
  );
}

async function thingsOf(context: IotContext, principal: string): Promise<readonly string[]> {
  const load = async (nextToken: string | undefined) => {
    const page = await call(context, (iot) =>
      iot.send(new ListPrincipalThingsCommand({ principal, nextToken })),
    );
    return { items: page.things, next: page.nextToken };
  };
  return (await ifThere(allPages(load))) ?? [];
}

async function policiesOf(context: IotContext, target: string): Promise<readonly string[]> {
  const load = async (marker: string | undefined) => {
    const page = await call(context, (iot) =>
      iot.send(new ListAttachedPoliciesCommand({ target, marker })),
    );
    return { items: page.policies, next: page.nextMarker };
  };
  const policies = (await ifThere(allPages(load))) ?? [];
  return policies.flatMap(({ policyName }) => policyName ?? []);
}

async function send(
  context: IotContext,
  work: (iot: IoTClient) => Promise<unknown>,
): Promise<void> {
  await ifThere(call(context, work));
}

/** Nothing when what the call is about does not exist. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
