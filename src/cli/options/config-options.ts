import { z } from 'zod';
import { SECTIONS } from './sections.ts';
import * as field from './fields.ts';

export const SCHEMA_NAMES = ['config', 'profile', 'scenario', 'edge'] as const;

const section = field.oneOf(SECTIONS);

export const configShowSchema = z.strictObject({
  section: section.optional(),
  json: field.flag.default(false),
  verbose: field.flag.default(false),
  config: field.text.optional(),
});
export type ConfigShowOptions = z.output<typeof configShowSchema>;

export const configSchemaSchema = z.strictObject({
  name: field.oneOf(SCHEMA_NAMES).default('config'),
  out: field.text.optional(),
  verbose: field.flag.default(false),
});
export type ConfigSchemaOptions = z.output<typeof configSchemaSchema>;
