import { z } from 'zod';
import { iotArn } from '../identity/arn.ts';
import { invalidRequest } from '../identity/faults.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import type { ThingGroupRecord } from '../identity/records.ts';
import { label, page, type RestCall, type RestRoute } from './rest.ts';

const PAGE = { token: 'nextToken', size: 'maxResults', sizeMax: 250 };

/** ARNs, parents and overrides are refused, not ignored: the twin has static groups side by side. */
const membershipBody = z.strictObject({ thingGroupName: z.string(), thingName: z.string() });

/** Thing groups and who is in them. */
export function thingGroupRoutes(registry: IdentityRegistry): RestRoute[] {
  return [...groupRoutes(registry), ...membershipRoutes(registry)];
}

function groupRoutes(registry: IdentityRegistry): RestRoute[] {
  const { thingGroups } = registry;
  return [
    {
      operation: 'CreateThingGroup',
      method: 'POST',
      path: '/thing-groups/{thingGroupName}',
      run(call) {
        call.body(z.strictObject({}));
        return described(registry, thingGroups.create(label(call, 'thingGroupName')));
      },
    },
    {
      operation: 'DescribeThingGroup',
      method: 'GET',
      path: '/thing-groups/{thingGroupName}',
      run(call) {
        const group = thingGroups.get(label(call, 'thingGroupName'));
        const thingGroupMetadata = { creationDate: group.createdAt / 1_000 };
        return { ...described(registry, group), version: 1, thingGroupMetadata };
      },
    },
    {
      operation: 'ListThingGroups',
      method: 'GET',
      path: '/thing-groups',
      run(call) {
        const { items, next } = page(call, thingGroups.list(), PAGE);
        return { thingGroups: items.map((group) => named(registry, group)), nextToken: next };
      },
    },
    {
      operation: 'DeleteThingGroup',
      method: 'DELETE',
      path: '/thing-groups/{thingGroupName}',
      run: (call) => deleteGroup(registry, label(call, 'thingGroupName')),
    },
  ];
}

function membershipRoutes(registry: IdentityRegistry): RestRoute[] {
  const { things, thingGroups } = registry;
  return [
    {
      operation: 'AddThingToThingGroup',
      method: 'PUT',
      path: '/thing-groups/addThingToThingGroup',
      run: (call) => setMember(registry, call, true),
    },
    {
      operation: 'RemoveThingFromThingGroup',
      method: 'PUT',
      path: '/thing-groups/removeThingFromThingGroup',
      run: (call) => setMember(registry, call, false),
    },
    {
      operation: 'ListThingsInThingGroup',
      method: 'GET',
      path: '/thing-groups/{thingGroupName}/things',
      run(call) {
        const { name } = thingGroups.get(label(call, 'thingGroupName'));
        const { items, next } = page(call, membersOf(registry, name), PAGE);
        return { things: items, nextToken: next };
      },
    },
    {
      operation: 'ListThingGroupsForThing',
      method: 'GET',
      path: '/things/{thingName}/thing-groups',
      run(call) {
        const { groups } = things.get(label(call, 'thingName'));
        const { items, next } = page(call, groups, PAGE);
        const found = items.map((name) => named(registry, thingGroups.get(name)));
        return { thingGroups: found, nextToken: next };
      },
    },
  ];
}

function setMember(registry: IdentityRegistry, call: RestCall, member: boolean): void {
  const { thingName, thingGroupName } = call.body(membershipBody);
  registry.things.setMember(thingName, registry.thingGroups.get(thingGroupName).name, member);
}

function deleteGroup(registry: IdentityRegistry, name: string): void {
  const members = membersOf(registry, name);
  if (members.length > 0) {
    throw invalidRequest(`Thing group ${name} still has ${members.length} things.`);
  }
  registry.thingGroups.delete(name);
}

function membersOf(registry: IdentityRegistry, group: string): string[] {
  return registry.things
    .list()
    .filter(({ groups }) => groups.includes(group))
    .map(({ name }) => name);
}

function named(registry: IdentityRegistry, { name }: ThingGroupRecord): object {
  return { groupName: name, groupArn: iotArn(registry.account, `thinggroup/${name}`) };
}

function described(registry: IdentityRegistry, group: ThingGroupRecord): object {
  return {
    thingGroupName: group.name,
    thingGroupArn: iotArn(registry.account, `thinggroup/${group.name}`),
    thingGroupId: group.id,
  };
}
