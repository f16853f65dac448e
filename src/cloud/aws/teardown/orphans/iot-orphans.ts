import {
  DeleteThingGroupCommand,
  DeleteTopicRuleCommand,
  ListPoliciesCommand,
  ListTagsForResourceCommand,
  ListThingGroupsCommand,
  ListThingTypesCommand,
  ListTopicRulesCommand,
} from '@aws-sdk/client-iot';
import { allPages, call, type IotContext } from '../../iot-call.ts';
import { deletePolicy, removeThing, retireStray } from '../../retire.ts';
import { findFleet, removeThingType } from '../fleet-of-ours.ts';
import { isOurName, orphansAmong, type Orphan } from './orphan.ts';

export interface IotOrphanSearch {
  readonly context: IotContext;
  readonly owned: ReadonlySet<string>;
  /** Names of stacks that stand; the thing group of the name has their devices. */
  readonly stacks: readonly string[];
  /** False at an endpoint that knows no tags of IoT resources. */
  readonly tags: boolean;
}

/** Devices of no stack, with all that was made for them, and rules and policies that were left. */
export async function iotOrphans(search: IotOrphanSearch): Promise<readonly Orphan[]> {
  const policies = await policyOrphans(search);
  return [
    ...(await deviceOrphans(search, policies)),
    ...policies,
    ...(await ruleOrphans(search)),
    ...(await typeOrphans(search)),
  ];
}

async function policyOrphans({ context, owned }: IotOrphanSearch): Promise<readonly Orphan[]> {
  const names = await allPages(async (marker) => {
    const page = await call(context, (iot) => iot.send(new ListPoliciesCommand({ marker })));
    const items = (page.policies ?? []).flatMap(({ policyName }) => policyName ?? []);
    return { items, next: page.nextMarker };
  });
  return orphansAmong({
    kind: 'IoT policy',
    names,
    owned,
    remove: (name) => deletePolicy(context, name),
  });
}

async function deviceOrphans(
  { context, stacks }: IotOrphanSearch,
  policies: readonly Orphan[],
): Promise<readonly Orphan[]> {
  const found: Orphan[] = [];
  const groups = (await groupsOfOurs(context)).filter((group) => !stacks.includes(group));
  const names = policies.map(({ name }) => name);
  for (const group of groups) {
    const { things } = await findFleet(context, { group, policies: [] });
    found.push(...things.map((name) => thingOrphan(context, name)), groupOrphan(context, group));
  }
  const { certificates } = await findFleet(context, { group: '', policies: names });
  for (const arn of certificates) {
    found.push({
      kind: 'certificate',
      name: arn,
      by: 'policy',
      remove: () => retireStray(context, arn),
    });
  }
  return found;
}

async function groupsOfOurs(context: IotContext): Promise<readonly string[]> {
  const groups = await allPages(async (nextToken) => {
    const page = await call(context, (iot) => iot.send(new ListThingGroupsCommand({ nextToken })));
    const items = (page.thingGroups ?? []).flatMap(({ groupName }) => groupName ?? []);
    return { items, next: page.nextToken };
  });
  return groups.filter(isOurName);
}

function thingOrphan(context: IotContext, name: string): Orphan {
  const remove = async (): Promise<void> => {
    await removeThing(context, name);
  };
  return { kind: 'thing', name, by: 'group', remove };
}

function groupOrphan(context: IotContext, thingGroupName: string): Orphan {
  const remove = async (): Promise<void> => {
    await call(context, (iot) => iot.send(new DeleteThingGroupCommand({ thingGroupName })));
  };
  return { kind: 'thing group', name: thingGroupName, by: 'name', remove };
}

async function ruleOrphans(search: IotOrphanSearch): Promise<readonly Orphan[]> {
  const { context, owned, tags } = search;
  const arns = new Map<string, string>();
  await allPages(async (nextToken) => {
    const page = await call(context, (iot) => iot.send(new ListTopicRulesCommand({ nextToken })));
    for (const { ruleName = '', ruleArn = '' } of page.rules ?? []) arns.set(ruleName, ruleArn);
    return { items: [], next: page.nextToken };
  });
  const tagsOf = async (name: string) => {
    const resourceArn = arns.get(name);
    const request = new ListTagsForResourceCommand({ resourceArn });
    return (await call(context, (iot) => iot.send(request))).tags;
  };
  return orphansAmong({
    kind: 'rule',
    names: [...arns.keys()],
    owned,
    ...(tags ? { tagsOf } : {}),
    remove: async (ruleName) => {
      await call(context, (iot) => iot.send(new DeleteTopicRuleCommand({ ruleName })));
    },
  });
}

/** Types that provisioning makes; those of a profile's own name are like anybody's. */
async function typeOrphans({
  context,
  owned,
  stacks,
}: IotOrphanSearch): Promise<readonly Orphan[]> {
  if (stacks.length > 0) return [];
  const names = await allPages(async (nextToken) => {
    const page = await call(context, (iot) => iot.send(new ListThingTypesCommand({ nextToken })));
    const items = (page.thingTypes ?? []).flatMap(({ thingTypeName }) => thingTypeName ?? []);
    return { items, next: page.nextToken };
  });
  return orphansAmong({
    kind: 'thing type',
    names,
    owned,
    remove: async (name) => {
      await removeThingType(context, name);
    },
  });
}
