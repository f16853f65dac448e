import {
  AddThingToThingGroupCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  DeleteThingCommand,
  DeleteThingGroupCommand,
  DescribeThingGroupCommand,
  ListThingGroupsCommand,
  ListThingGroupsForThingCommand,
  ListThingsInThingGroupCommand,
  RemoveThingFromThingGroupCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { iotBench, type IotBench } from '../../aws/provisioning.ts';
import { openRegistry, temporaryFolder } from '../identity/fixtures.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let registry: IdentityRegistry;
let bench: IotBench;
let iot: IoTClient;

const FLEET = { thingGroupName: 'fleet' };

beforeEach(async () => {
  folder = await temporaryFolder();
  registry = await openRegistry(folder.path);
  bench = iotBench(registry);
  ({ iot } = bench);
  for (const thingName of ['wt-001', 'wt-002', 'wt-003']) {
    await iot.send(new CreateThingCommand({ thingName }));
  }
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function members(): Promise<string[] | undefined> {
  const { things } = await iot.send(new ListThingsInThingGroupCommand(FLEET));
  return things;
}

describe('thing groups', () => {
  it('are made once, described and listed', async () => {
    const made = await iot.send(new CreateThingGroupCommand(FLEET));
    expect(await iot.send(new CreateThingGroupCommand(FLEET))).toMatchObject({
      thingGroupId: made.thingGroupId,
    });
    expect(await iot.send(new DescribeThingGroupCommand(FLEET))).toMatchObject({
      thingGroupName: 'fleet',
      thingGroupArn: 'arn:aws:iot:us-east-1:000000000000:thinggroup/fleet',
      thingGroupMetadata: { creationDate: expect.any(Date) as Date },
    });
    const { thingGroups } = await iot.send(new ListThingGroupsCommand({}));
    expect(thingGroups).toMatchObject([{ groupName: 'fleet', groupArn: made.thingGroupArn }]);
  });

  it('have members, in order and page by page, until they leave or are deleted', async () => {
    await iot.send(new CreateThingGroupCommand(FLEET));
    for (const thingName of ['wt-003', 'wt-001', 'wt-002', 'wt-001']) {
      await iot.send(new AddThingToThingGroupCommand({ ...FLEET, thingName }));
    }
    const page = await iot.send(new ListThingsInThingGroupCommand({ ...FLEET, maxResults: 2 }));
    expect(page).toMatchObject({ things: ['wt-001', 'wt-002'], nextToken: '2' });
    const of = await iot.send(new ListThingGroupsForThingCommand({ thingName: 'wt-001' }));
    expect(of.thingGroups).toMatchObject([{ groupName: 'fleet' }]);
    await iot.send(new RemoveThingFromThingGroupCommand({ ...FLEET, thingName: 'wt-001' }));
    await iot.send(new DeleteThingCommand({ thingName: 'wt-002' }));
    expect(await members()).toEqual(['wt-003']);
  });

  it('outlive the process, and are read from states that know none', async () => {
    await iot.send(new CreateThingGroupCommand(FLEET));
    await iot.send(new AddThingToThingGroupCommand({ ...FLEET, thingName: 'wt-001' }));
    await registry[Symbol.asyncDispose]();
    const old = { name: 'old', id: 'x', attributes: {}, version: 1, principals: [] };
    const file = join(folder.path, 'identity', 'things.ndjson');
    await appendFile(file, `${JSON.stringify(['old', old])}\n`);
    registry = await openRegistry(folder.path);
    await bench[Symbol.asyncDispose]();
    bench = iotBench(registry);
    ({ iot } = bench);
    expect(await members()).toEqual(['wt-001']);
    expect(registry.things.get('old').groups).toEqual([]);
  });

  it('go only when empty, and refuse what is not there', async () => {
    await iot.send(new CreateThingGroupCommand(FLEET));
    await iot.send(new AddThingToThingGroupCommand({ ...FLEET, thingName: 'wt-001' }));
    await expect(iot.send(new DeleteThingGroupCommand(FLEET))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await iot.send(new DeleteThingCommand({ thingName: 'wt-001' }));
    await iot.send(new DeleteThingGroupCommand(FLEET));
    await expect(members()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(
      iot.send(new AddThingToThingGroupCommand({ ...FLEET, thingName: 'wt-002' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(
      iot.send(new CreateThingGroupCommand({ thingGroupName: 'g', parentGroupName: 'fleet' })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});
