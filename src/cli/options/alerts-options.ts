import { z } from 'zod';
import * as field from './fields.ts';

export const alertsSchema = z
  .strictObject({
    state: field.text,
    id: field.textList.default([]),
    all: field.flag.default(false),
    json: field.flag.default(false),
    verbose: field.flag.default(false),
    config: field.text.optional(),
  })
  .transform(({ state, id, all, json }) => ({ stateDir: state, ids: id, all, json }));

export type AlertsOptions = z.output<typeof alertsSchema>;
