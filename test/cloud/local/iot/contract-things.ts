import { randomUUID } from 'node:crypto';
import {
  AddThingToThingGroupCommand,
  AttachThingPrincipalCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  CreateThingTypeCommand,
  DeleteThingCommand,
  DeleteThingGroupCommand,
  DescribeEndpointCommand,
  DescribeThingCommand,
  DescribeThingGroupCommand,
  DescribeThingTypeCommand,
  DetachThingPrincipalCommand,
  ListPrincipalThingsCommand,
  ListThingPrincipalsCommand,
  ListThingsCommand,
  ListThingsInThingGroupCommand,
  type IoTClient,
  type ListThingsCommandOutput,
} from '@aws-sdk/client-iot';
import { expect } from 'vitest';
import { refusalOf, type ContractCase } from '../contract/contract.ts';
import { createCertificate, NOT_FOUND } from './contract-certificates.ts';

type Case = ContractCase<IoTClient>;

const EXISTS = { name: 'ResourceAlreadyExistsException', status: 409 };
const INVALID = { name: 'InvalidRequestException', status: 400 };

async function createThing(client: IoTClient, attributes = {}): Promise<string> {
  const thingName = `contract-${randomUUID()}`;
  await client.send(new CreateThingCommand({ thingName, attributePayload: { attributes } }));
  return thingName;
}

export const THING_CASES: readonly Case[] = [
  {
    title: 'makes a thing and describes it with its ARN, attributes and version',
    check: async (client) => {
      const thingName = await createThing(client, { site: 'ridge' });
      expect(await client.send(new DescribeThingCommand({ thingName }))).toMatchObject({
        thingName,
        thingArn: expect.stringMatching(
          new RegExp(`^arn:aws:iot:eu-west-1:\\d{12}:thing/${thingName}$`, 'u'),
        ),
        attributes: { site: 'ridge' },
        version: 1,
      });
    },
  },

  {
    title: 'makes a thing again only with the same attributes',
    check: async (client) => {
      const thingName = await createThing(client, { site: 'ridge' });
      const again = (site: string) =>
        client.send(
          new CreateThingCommand({ thingName, attributePayload: { attributes: { site } } }),
        );
      expect((await again('ridge')).thingName).toBe(thingName);
      expect(await refusalOf(again('coast'))).toEqual(EXISTS);
    },
  },

  {
    title: 'names a thing that is not there, but deletes it without complaint',
    check: async (client) => {
      const thingName = 'nobody';
      const describe = client.send(new DescribeThingCommand({ thingName }));
      expect(await refusalOf(describe)).toEqual(NOT_FOUND);
      const deleted = await client.send(new DeleteThingCommand({ thingName }));
      expect(deleted.$metadata.httpStatusCode).toBe(200);
    },
  },

  {
    title: 'refuses names with other characters',
    check: async (client) => {
      const call = client.send(new CreateThingCommand({ thingName: 'wt 001/a' }));
      expect(await refusalOf(call)).toEqual(INVALID);
    },
  },

  {
    title: 'lists things by an attribute, page by page, each once',
    check: async (client) => {
      const attributeValue = `site-${randomUUID()}`;
      const made: string[] = [];
      for (let n = 0; n < 5; n += 1) made.push(await createThing(client, { site: attributeValue }));
      const sizes: (number | undefined)[] = [];
      const names: (string | undefined)[] = [];
      let nextToken: string | undefined;
      do {
        const page: ListThingsCommandOutput = await client.send(
          new ListThingsCommand({
            attributeName: 'site',
            attributeValue,
            maxResults: 2,
            nextToken,
          }),
        );
        sizes.push(page.things?.length);
        names.push(...(page.things ?? []).map(({ thingName }) => thingName));
        ({ nextToken } = page);
      } while (nextToken !== undefined);
      expect(sizes).toEqual([2, 2, 1]);
      expect(names).toHaveLength(5);
      expect(new Set(names)).toEqual(new Set(made));
    },
  },

  {
    title: 'ties certificates to things both ways, and keeps a thing that has one',
    check: async (client) => {
      const thingName = await createThing(client);
      const { arn: principal } = await createCertificate(client);
      await client.send(new AttachThingPrincipalCommand({ thingName, principal }));
      const ofThing = await client.send(new ListThingPrincipalsCommand({ thingName }));
      expect(ofThing.principals).toEqual([principal]);
      const ofPrincipal = await client.send(new ListPrincipalThingsCommand({ principal }));
      expect(ofPrincipal.things).toEqual([thingName]);
      const held = client.send(new DeleteThingCommand({ thingName }));
      expect(await refusalOf(held)).toEqual(INVALID);
      await client.send(new DetachThingPrincipalCommand({ thingName, principal }));
      await client.send(new DeleteThingCommand({ thingName }));
      const gone = client.send(new DescribeThingCommand({ thingName }));
      expect(await refusalOf(gone)).toEqual(NOT_FOUND);
    },
  },
];

export const GROUP_CASES: readonly Case[] = [
  {
    title: 'groups things, and lists a group page by page',
    check: async (client) => {
      const thingGroupName = `contract-${randomUUID()}`;
      await client.send(new CreateThingGroupCommand({ thingGroupName }));
      const made: string[] = [];
      for (let n = 0; n < 3; n += 1) {
        const thingName = await createThing(client);
        await client.send(new AddThingToThingGroupCommand({ thingGroupName, thingName }));
        made.push(thingName);
      }
      const first = await client.send(
        new ListThingsInThingGroupCommand({ thingGroupName, maxResults: 2 }),
      );
      const { nextToken } = first;
      const second = await client.send(
        new ListThingsInThingGroupCommand({ thingGroupName, maxResults: 2, nextToken }),
      );
      expect(first.things).toHaveLength(2);
      expect([...(first.things ?? []), ...(second.things ?? [])].toSorted()).toEqual(
        made.toSorted(),
      );
    },
  },

  {
    title: 'names a group, type or thing that is not there',
    check: async (client) => {
      const calls = [
        client.send(new DescribeThingGroupCommand({ thingGroupName: 'nobody' })),
        client.send(new ListThingsInThingGroupCommand({ thingGroupName: 'nobody' })),
        client.send(new DescribeThingTypeCommand({ thingTypeName: 'nobody' })),
        client.send(new CreateThingCommand({ thingName: 'x', thingTypeName: 'nobody' })),
        client.send(new ListThingPrincipalsCommand({ thingName: 'nobody' })),
      ];
      expect(await Promise.all(calls.map(refusalOf))).toEqual(calls.map(() => NOT_FOUND));
    },
  },

  {
    title: 'deletes a group, and one that is not there without complaint',
    check: async (client) => {
      const thingGroupName = `contract-${randomUUID()}`;
      await client.send(new CreateThingGroupCommand({ thingGroupName }));
      await client.send(new DeleteThingGroupCommand({ thingGroupName }));
      const again = await client.send(new DeleteThingGroupCommand({ thingGroupName }));
      expect(again.$metadata.httpStatusCode).toBe(200);
    },
  },

  {
    title: 'makes a type once and describes it',
    check: async (client) => {
      const thingTypeName = `contract-${randomUUID()}`;
      await client.send(new CreateThingTypeCommand({ thingTypeName }));
      expect(await client.send(new DescribeThingTypeCommand({ thingTypeName }))).toMatchObject({
        thingTypeName,
        thingTypeArn: expect.stringMatching(new RegExp(`:thingtype/${thingTypeName}$`, 'u')),
        thingTypeMetadata: { deprecated: false },
      });
    },
  },

  {
    title: 'says where devices connect',
    check: async (client) => {
      const { endpointAddress } = await client.send(
        new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }),
      );
      expect(endpointAddress).toMatch(/^[\w.:-]+$/u);
    },
  },
];
