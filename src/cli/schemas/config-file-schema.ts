import { z } from 'zod';
import type { CommandSpec } from '../command-spec.ts';
import type { OptionSpec } from '../options/option-spec.ts';
import { DIALECT, type JsonSchema } from './json-schema.ts';

type Properties = Readonly<Record<string, JsonSchema>>;

/** What a configuration file may say: a section for each command, a property for each setting. */
export async function configFileSchema(specs: readonly CommandSpec[]): Promise<JsonSchema> {
  const sections: Record<string, JsonSchema> = {};
  for (const spec of specs) {
    if (spec.settings === undefined) continue;
    const earlier = sections[spec.settings.section]?.['properties'] as Properties | undefined;
    const { summary } = spec;
    const properties = { ...earlier, ...(await settingSchemas(spec)) };
    sections[spec.settings.section] = {
      type: ['object', 'null'],
      description: summary,
      properties,
      additionalProperties: false,
    };
  }
  return {
    $schema: DIALECT,
    title: 'pm-sim configuration',
    description: 'pm-sim.config.yaml or .pm-simrc: settings that need not be typed every time.',
    type: 'object',
    properties: sections,
    additionalProperties: false,
  };
}

/** The settings of one command by key, with their forms, defaults and explanations. */
export async function settingSchemas({ settings, options }: CommandSpec): Promise<Properties> {
  if (settings === undefined) return {};
  const schema = await settings.schema();
  const { properties = {} } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  });
  const defaults = defaultsOf(schema);
  const known = options.filter(({ key }) => key !== 'config');
  return Object.fromEntries(
    known.map((spec) => {
      const form = properties[spec.key] as JsonSchema | undefined;
      return [spec.key, { ...defaults[spec.key], ...settingSchema(spec, form) }];
    }),
  );
}

function settingSchema(spec: OptionSpec, schema: JsonSchema = {}): JsonSchema {
  const { description, ...form } = schema;
  const expected = typeof description === 'string' ? ` (${description})` : '';
  return { ...form, description: `${spec.summary}${expected}` };
}

/** Defaults belong to what a value is read into, so that Zod keeps them out of the schema of the input. */
function defaultsOf(schema: z.ZodType): Readonly<Record<string, { readonly default: unknown }>> {
  const fields = schema instanceof z.ZodPipe ? schema.in : schema;
  if (!(fields instanceof z.ZodObject)) return {};
  return Object.fromEntries(
    Object.entries(fields.shape)
      .filter((entry): entry is [string, z.ZodDefault] => entry[1] instanceof z.ZodDefault)
      .map(([key, field]) => [key, { default: field.def.defaultValue }]),
  );
}
