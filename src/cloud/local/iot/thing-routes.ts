import { z } from 'zod';
import { iotArn } from '../identity/arn.ts';
import { invalidRequest, notFound } from '../identity/faults.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import type { ThingRecord, ThingTypeRecord } from '../identity/records.ts';
import { certificateArn, certificateIdOf } from './certificate-arn.ts';
import { label, page, type RestCall, type RestRoute } from './rest.ts';

const createThingBody = z.strictObject({
  thingTypeName: z.string().optional(),
  attributePayload: z
    .strictObject({
      attributes: z.record(z.string(), z.string()).optional(),
      merge: z.boolean().optional(),
    })
    .optional(),
});

const PAGE = { token: 'nextToken', size: 'maxResults', sizeMax: 250 };
const PRINCIPAL_HEADER = 'x-amzn-principal';

/** Things, thing types, and which principals belong to which things. */
export function thingRoutes(registry: IdentityRegistry): RestRoute[] {
  const { things } = registry;
  return [
    {
      operation: 'CreateThing',
      method: 'POST',
      path: '/things/{thingName}',
      run: (call) => createThing(registry, call),
    },
    {
      operation: 'DescribeThing',
      method: 'GET',
      path: '/things/{thingName}',
      run(call) {
        const thing = things.get(label(call, 'thingName'));
        return { ...attributesOf(registry, thing), thingId: thing.id, defaultClientId: thing.name };
      },
    },
    {
      operation: 'ListThings',
      method: 'GET',
      path: '/things',
      run: (call) => listThings(registry, call),
    },
    {
      operation: 'DeleteThing',
      method: 'DELETE',
      path: '/things/{thingName}',
      run: (call) => things.delete(label(call, 'thingName')),
    },
    ...principalRoutes(registry),
    ...thingTypeRoutes(registry),
  ];
}

function principalRoutes(registry: IdentityRegistry): RestRoute[] {
  const { things, certificates } = registry;
  return [
    {
      operation: 'AttachThingPrincipal',
      method: 'PUT',
      path: '/things/{thingName}/principals',
      run(call) {
        things.attach(label(call, 'thingName'), certificates.get(principalOf(call)).id);
      },
    },
    {
      operation: 'DetachThingPrincipal',
      method: 'DELETE',
      path: '/things/{thingName}/principals',
      run: (call) => things.detach(label(call, 'thingName'), principalOf(call)),
    },
    {
      operation: 'ListThingPrincipals',
      method: 'GET',
      path: '/things/{thingName}/principals',
      run(call) {
        const { principals } = things.get(label(call, 'thingName'));
        const { items, next } = page(call, principals, PAGE);
        return { principals: items.map((id) => certificateArn(registry, id)), nextToken: next };
      },
    },
    {
      operation: 'ListPrincipalThings',
      method: 'GET',
      path: '/principals/things',
      run(call) {
        const { items, next } = page(call, things.attachedTo(principalOf(call)), PAGE);
        return { things: items, nextToken: next };
      },
    },
  ];
}

function thingTypeRoutes(registry: IdentityRegistry): RestRoute[] {
  const { thingTypes } = registry;
  return [
    {
      operation: 'CreateThingType',
      method: 'POST',
      path: '/thing-types/{thingTypeName}',
      run(call) {
        call.body(z.strictObject({}));
        return typeOf(registry, thingTypes.create(label(call, 'thingTypeName')));
      },
    },
    {
      operation: 'DescribeThingType',
      method: 'GET',
      path: '/thing-types/{thingTypeName}',
      run(call) {
        const name = label(call, 'thingTypeName');
        const type = thingTypes.find(name);
        if (type === undefined) throw notFound(`Thing type ${name} does not exist.`);
        return { ...typeOf(registry, type), thingTypeMetadata: metadataOf(type) };
      },
    },
    {
      operation: 'ListThingTypes',
      method: 'GET',
      path: '/thing-types',
      run(call) {
        const { items, next } = page(call, thingTypes.list(), PAGE);
        return {
          thingTypes: items.map((type) => ({
            ...typeOf(registry, type),
            thingTypeMetadata: metadataOf(type),
          })),
          nextToken: next,
        };
      },
    },
  ];
}

function createThing(registry: IdentityRegistry, call: RestCall): object {
  const { thingTypeName: type, attributePayload } = call.body(createThingBody);
  if (type !== undefined && registry.thingTypes.find(type) === undefined) {
    throw notFound(`Thing type ${type} does not exist.`);
  }
  const thing = registry.things.create({
    name: label(call, 'thingName'),
    type,
    attributes: attributePayload?.attributes,
  });
  return { thingName: thing.name, thingArn: thingArn(registry, thing), thingId: thing.id };
}

function listThings(registry: IdentityRegistry, call: RestCall): object {
  const type = call.query.get('thingTypeName');
  const key = call.query.get('attributeName');
  const value = call.query.get('attributeValue');
  const found = registry.things
    .list()
    .filter((thing) => type === null || thing.type === type)
    .filter((thing) => key === null || thing.attributes[key] === value);
  const { items, next } = page(call, found, PAGE);
  return { things: items.map((thing) => attributesOf(registry, thing)), nextToken: next };
}

function attributesOf(registry: IdentityRegistry, thing: ThingRecord): object {
  return {
    thingName: thing.name,
    thingArn: thingArn(registry, thing),
    thingTypeName: thing.type,
    attributes: thing.attributes,
    version: thing.version,
  };
}

function typeOf(registry: IdentityRegistry, type: ThingTypeRecord): object {
  return {
    thingTypeName: type.name,
    thingTypeArn: iotArn(registry.account, `thingtype/${type.name}`),
    thingTypeId: type.id,
  };
}

function metadataOf(type: ThingTypeRecord): object {
  return { deprecated: false, creationDate: type.createdAt / 1_000 };
}

function thingArn(registry: IdentityRegistry, thing: ThingRecord): string {
  return iotArn(registry.account, `thing/${thing.name}`);
}

function principalOf(call: RestCall): string {
  const principal = call.headers[PRINCIPAL_HEADER];
  if (principal === undefined) throw invalidRequest(`The header ${PRINCIPAL_HEADER} is missing.`);
  return certificateIdOf(principal);
}
