import { z } from 'zod';
import * as field from './fields.ts';

/** Options of the commands that answer a question: `ls`, `validate`. */
const answerShape = {
  json: field.flag.default(false),
  verbose: field.flag.default(false),
  config: field.text.optional(),
};

export const lsSchema = z.strictObject({ ...answerShape, profile: field.profileName.optional() });
export type LsOptions = z.output<typeof lsSchema>;

export const validateSchema = z.strictObject({ ...answerShape, files: field.textList });
export type ValidateOptions = z.output<typeof validateSchema>;
