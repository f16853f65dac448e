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
  if (type.type === 'union') {
    const each = type.types.map((one) => ofType(where, value, { type: one, specification }));
    return each.find((differing) => differing.length === 0) ?? each[0] ?? [];
  }
  const isList = Array.isArray(value);
  const isObject = isPlainObject(value);
  if ((type.type === 'array' && isList) || (type.type === 'map' && isObject)) {
    return Object.entries(value).flatMap(([key, one]) =>
      ofType(`${where}.${key}`, one, { type: type.element, specification }),
    );
  }
  if (type.type === 'ref' && isObject) {
    const { properties } = specification.get('typeDefinition', type.reference.$ref);
    return ofObject(where, value, { properties, specification });
  }
  if (SCALARS[type.type]?.(value, type) === true) return [];
  return [`${where}: expected ${type.type}, got ${JSON.stringify(value)}`];
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is of a type that holds no other. */
const SCALARS: Readonly<Record<string, (value: unknown, type: PropertyType) => boolean>> = {
  json: () => true,
  null: (value) => value === null,
  tag: (value) => typeof value === 'object' && value !== null && 'Key' in value && 'Value' in value,
  integer: (value) => Number.isInteger(value) || isIntrinsic(value),
  number: (value) => typeof value === 'number' || isIntrinsic(value),
  boolean: (value) => typeof value === 'boolean' || isIntrinsic(value),
  string: (value, type) => {
    if (typeof value !== 'string') return isIntrinsic(value);
    const allowed = type.type === 'string' ? type.allowedValues : undefined;
    return allowed === undefined || allowed.includes(value);
  },
  'date-time': (value) => typeof value === 'string' || isIntrinsic(value),
};

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
