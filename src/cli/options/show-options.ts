import { z } from 'zod';
import * as field from './fields.ts';
import { defined } from './run-options.ts';

/** Longest picture: the values of two years at ten minutes fit into memory. */
const SPAN_MAX_MS = 731 * 86_400_000;

const span = field.duration.refine((ms) => ms <= SPAN_MAX_MS, 'expected at most 731d');

const metrics = field.textList.transform((lists) =>
  lists.flatMap((list) => list.split(',').map((name) => name.trim())).filter((name) => name !== ''),
);

export const showSchema = z
  .strictObject({
    profile: field.profileName,
    set: field.assignments.default([]),
    plot: field.flag.default(false),
    metric: metrics.default([]),
    duration: span.optional(),
    seed: field.text.default('1'),
    inject: field.textList.default([]),
    out: field
      .custom('a file that ends in .svg', (value) =>
        typeof value === 'string' && /\.svg$/iu.test(value) ? value : undefined,
      )
      .optional(),
    json: field.flag.default(false),
    verbose: field.flag.default(false),
    config: field.text.optional(),
  })
  .transform(({ metric, duration, out, ...rest }) => ({
    ...rest,
    metrics: metric,
    ...defined('durationMs', duration),
    ...defined('out', out),
  }));

export type ShowOptions = z.output<typeof showSchema>;
