import {
  DeleteThingTypeCommand,
  DeprecateThingTypeCommand,
  DescribeThingCommand,
  ListTargetsForPolicyCommand,
  ListThingsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import { allPages, call, type IotContext } from '../iot-call.ts';
import { membersOf, removeThing, retireStray } from '../retire.ts';

/** The devices of a fleet, as the account tells them: no local file is asked. */
export interface FleetOfOurs {
  readonly group: string;
  readonly things: readonly string[];
  /** ARNs of all certificates that carry one of our policies, whether a thing holds them or not. */
  readonly certificates: readonly string[];
}

export interface FleetSearch {
  readonly group: string;
  /** IoT policies that only devices of ours carry. */
  readonly policies: readonly string[];
}

export async function findFleet(
  context: IotContext,
  { group, policies }: FleetSearch,
): Promise<FleetOfOurs> {
  const things = await membersOf(context, group);
  const certificates = new Set<string>();
  for (const policy of policies) {
    for (const arn of await targetsOf(context, policy)) certificates.add(arn);
  }
  return { group, things, certificates: [...certificates] };
}

/** Removes a thing with its certificates; tells its type, which others may still have. */
export async function removeThingOfType(
  context: IotContext,
  thingName: string,
): Promise<{ readonly certificates: number; readonly type: string | undefined }> {
  const type = await typeOf(context, thingName);
  return { certificates: await removeThing(context, thingName), type };
}

/** Takes away what still carries one of our policies: certificates that no thing of the group held. */
export async function removeStrays(
  context: IotContext,
  policies: readonly string[],
): Promise<number> {
  let count = 0;
  for (const policy of policies) {
    for (const arn of await targetsOf(context, policy)) {
      await retireStray(context, arn);
      count += 1;
    }
  }
  return count;
}

/**
 * Deletes a thing type that nothing has any more. AWS IoT wants it deprecated for five minutes before
 * (API reference, DeleteThingType).
 * @returns `kept` while things have it, `waiting` when the five minutes are not over
 */
export async function removeThingType(
  context: IotContext,
  thingTypeName: string,
): Promise<'removed' | 'kept' | 'waiting'> {
  const { things = [] } = await call(context, (iot) =>
    iot.send(new ListThingsCommand({ thingTypeName, maxResults: 1 })),
  );
  if (things.length > 0) return 'kept';
  try {
    await call(context, (iot) => iot.send(new DeprecateThingTypeCommand({ thingTypeName })));
    await call(context, (iot) => iot.send(new DeleteThingTypeCommand({ thingTypeName })));
    return 'removed';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 'removed';
    if (error instanceof Error && error.name === 'InvalidRequestException') return 'waiting';
    throw error;
  }
}

async function targetsOf(context: IotContext, policyName: string): Promise<readonly string[]> {
  const load = async (marker: string | undefined) => {
    const page = await call(context, (iot) =>
      iot.send(new ListTargetsForPolicyCommand({ policyName, marker })),
    );
    return { items: page.targets, next: page.nextMarker };
  };
  try {
    return (await allPages(load)).filter((arn) => arn.includes(':cert/'));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
}

async function typeOf(context: IotContext, thingName: string): Promise<string | undefined> {
  try {
    const thing = await call(context, (iot) => iot.send(new DescribeThingCommand({ thingName })));
    return thing.thingTypeName;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
