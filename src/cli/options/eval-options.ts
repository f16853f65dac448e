import { z } from 'zod';
import { TRIAL_NAMES } from '../../detection/trial/trial-names.ts';
import * as field from './fields.ts';

export const evalSchema = z.strictObject({
  dirs: field.textList,
  alerts: field.text.optional(),
  from: field.instant.optional(),
  to: field.instant.optional(),
  detector: field.namesOf(TRIAL_NAMES).optional(),
  sweep: field.text.optional(),
  pricePerMillion: field.amount.optional(),
  out: field.text.optional(),
  lead: field.duration.optional(),
  failUnder: field.assignments.default([]),
  failOver: field.assignments.default([]),
  html: field.text.optional(),
  json: field.flag.default(false),
  verbose: field.flag.default(false),
  config: field.text.optional(),
});
export type EvalOptions = z.output<typeof evalSchema>;
