import { z } from 'zod';
import { scoringSchema } from '../../cloud/stack/scoring-schema.ts';
import { agentSchema } from '../../edge/agent-config.ts';
import { edgeSchema } from '../../edge/edge-config.ts';
import { DEVICE_FAMILIES } from '../../simulator/devices/family-schemas.ts';
import { profileSchema } from '../../simulator/profile.ts';
import { scenarioSchema } from '../../simulator/scenario/scenario-schema.ts';
import type { JsonSchema } from './json-schema.ts';

/** A device profile: `device` chooses what may be said of the site and of the model. */
export async function profileDocumentSchema(): Promise<JsonSchema> {
  const sections = { edge: edgeSchema, scoring: scoringSchema };
  const schemas = await Promise.all(
    DEVICE_FAMILIES.map(async (family) => ({
      family,
      schema: written(await profileSchema(family, sections)),
    })),
  );
  // Whatever the family, the rest is the same: it stands once.
  const [first] = schemas;
  return {
    title: 'pm-sim device profile',
    ...first?.schema,
    properties: { ...propertiesOf(first?.schema), site: true, model: true },
    allOf: schemas.map(({ family, schema }) => {
      const { site, model } = propertiesOf(schema);
      return {
        if: { properties: { device: { const: family } } },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema, nothing awaits it
        then: { properties: { site, model } },
      };
    }),
  };
}

function propertiesOf(schema: JsonSchema = {}): Readonly<Record<string, unknown>> {
  return schema['properties'] as Readonly<Record<string, unknown>>;
}

/** What happens to a fleet, step by step. */
export function scenarioDocumentSchema(): JsonSchema {
  return { title: 'pm-sim scenario', ...written(scenarioSchema) };
}

/** The file of an edge agent. */
export function agentDocumentSchema(): JsonSchema {
  return { title: 'pm-sim edge agent', ...written(agentSchema) };
}

/** The form in which somebody writes it down, before anything is read into units. */
function written(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
}
