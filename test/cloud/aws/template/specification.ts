import type { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Template } from '../../../../src/cloud/aws/template/cloudformation.ts';

export type Database = ReturnType<typeof loadAwsServiceSpecSync>;
type ResourceSpec = ReturnType<typeof resourceSpec>;
type PropertySpec = ResourceSpec['properties'][string];
type PropertyType = PropertySpec['type'];

/** Every difference between a template and the official resource specification, as `where: what`. */
export function differences({ Resources }: Template, specification: Database): string[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
    const [resource] = specification.lookup('resource', 'cloudFormationType', 'equals', Type);
    if (resource === undefined) return [`${id}: unknown type ${Type}`];
    return [
      ...ofObject(id, Properties, { properties: resource.properties, specification }),
      ...ofTags(id, Properties, resource),
    ];
  });
}

function resourceSpec(specification: Database) {
  return specification.lookup('resource', 'cloudFormationType', 'equals', '').only();
}

interface Context {
  readonly properties: ResourceSpec['properties'];
  readonly specification: Database;
}

function ofObject(where: string, value: object, { properties, specification }: Context): string[] {
  const given = Object.entries(value) as [string, unknown][];
  const missing = Object.entries(properties).flatMap(([name, { required }]) =>
    required === true && !(name in value) ? [`${where}.${name}: required`] : [],
  );
  const wrong = given.flatMap(([name, one]) => {
    const property = properties[name];
    if (property === undefined) return [`${where}.${name}: unknown property`];
    return ofTypes(`${where}.${name}`, one, { property, specification });
  });
  return [...missing, ...wrong];
}

function ofTypes(
  where: string,
  value: unknown,
  {
    property,
    specification,
  }: { readonly property: PropertySpec; readonly specification: Database },
): string[] {
  return ofType(where, value, { type: property.type, specification });
}

interface TypeContext {
  readonly type: PropertyType;
  readonly specification: Database;
}

function ofType(where: string, value: unknown, { type, specification }: TypeContext): string[] {
  const is = (fits: boolean): string[] =>
    fits ? [] : [`${where}: expected ${type.type}, got ${JSON.stringify(value)}`];
  switch (type.type) {
    case 'json':
      return [];
    case 'string':
    case 'date-time':
      if (isIntrinsic(value)) return [];
      if (typeof value !== 'string') return is(false);
      return is(!('allowedValues' in type) || (type.allowedValues?.includes(value) ?? true));
    case 'integer':
      return is(Number.isInteger(value) || isIntrinsic(value));
    case 'number':
      return is(typeof value === 'number' || isIntrinsic(value));
    case 'boolean':
      return is(typeof value === 'boolean' || isIntrinsic(value));
    case 'null':
      return is(value === null);
    case 'tag':
      return is(typeof value === 'object' && value !== null && 'Key' in value && 'Value' in value);
    case 'array':
      if (!Array.isArray(value)) return is(false);
      return value.flatMap((one, at) =>
        ofType(`${where}.${at}`, one, { type: type.element, specification }),
      );
    case 'map':
      if (typeof value !== 'object' || value === null) return is(false);
      return Object.entries(value).flatMap(([key, one]) =>
        ofType(`${where}.${key}`, one, { type: type.element, specification }),
      );
    case 'ref': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return is(false);
      const { properties } = specification.get('typeDefinition', type.reference.$ref);
      return ofObject(where, value, { properties, specification });
    }
    case 'union': {
      const each = type.types.map((one) => ofType(where, value, { type: one, specification }));
      return each.find((differing) => differing.length === 0) ?? each[0] ?? [];
    }
  }
}

/** What CloudFormation fills in with a text. */
function isIntrinsic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && /^(Ref|Fn::(Sub|GetAtt|Join))$/.test(key ?? '');
}

function ofTags(id: string, value: object, { tagInformation }: ResourceSpec): string[] {
  if (tagInformation === undefined || tagInformation.tagPropertyName in value) return [];
  return [`${id}.${tagInformation.tagPropertyName}: takes tags and has none`];
}
