import { z } from 'zod';
import * as field from './fields.ts';

const shape = {
  file: field.text,
  json: field.flag.default(false),
  verbose: field.flag.default(false),
  config: field.text.optional(),
};

export const edgeTestSchema = z.strictObject(shape);
export type EdgeTestOptions = z.output<typeof edgeTestSchema>;

export const edgeRunSchema = z.strictObject({ ...shape, quiet: field.flag.default(false) });
export type EdgeRunOptions = z.output<typeof edgeRunSchema>;
