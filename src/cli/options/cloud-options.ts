import { z } from 'zod';
import * as field from './fields.ts';
import { defined } from './run-options.ts';

/** Most shards that one stream may have without asking for more (Kinesis quotas, us-east-1). */
const SHARDS_MAX = 20_000;

const streamMode = field.oneOf(['provisioned', 'on-demand']).default('provisioned');

const emails = field.custom('e-mail addresses', (value) =>
  listOf(value, (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)),
);

const webhooks = field.custom('http or https URLs', (value) =>
  listOf(value, (text) => /^https?:\/\//.test(text) && URL.canParse(text)),
);

function listOf(value: unknown, accepts: (text: string) => boolean): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((one): one is string => typeof one === 'string' && accepts(one));
  return texts.length === list.length ? texts : undefined;
}

export const pipelineShape = {
  profile: field.profileName,
  set: field.assignments.default([]),
  email: emails.default([]),
  webhook: webhooks.default([]),
  streamMode,
  shards: field.integer({ min: 1, max: SHARDS_MAX }).optional(),
};

/** What the flags of the pipeline come to. */
export function pipelineOptions(raw: z.output<z.ZodObject<typeof pipelineShape>>) {
  const { profile, set, email: addresses, webhook: urls, streamMode: mode, shards } = raw;
  const common = { profile, set, emails: addresses, webhooks: urls, streamMode: mode };
  return { ...common, ...defined('shards', shards) };
}

export const synthSchema = z
  .strictObject({
    ...pipelineShape,
    format: field.oneOf(['yaml', 'json']).default('yaml'),
    cdk: field.flag.default(false),
    out: field.text.optional(),
    verbose: field.flag.default(false),
    config: field.text.optional(),
  })
  .transform((raw) => ({
    ...pipelineOptions(raw),
    format: raw.format,
    cdk: raw.cdk,
    verbose: raw.verbose,
    ...defined('out', raw.out),
  }));

export type SynthOptions = z.output<typeof synthSchema>;

/** Largest fleet that is worth a forecast. */
const DEVICES_MAX = 10_000_000;

const deviceCounts = field.custom(
  `whole numbers from 1 to ${DEVICES_MAX}, separated by commas`,
  (value) => {
    const counts = String(value).split(',').map(Number);
    const valid = counts.every((n) => Number.isInteger(n) && n >= 1 && n <= DEVICES_MAX);
    return valid ? counts : undefined;
  },
);

export const costSchema = z
  .strictObject({
    profile: field.profileName,
    set: field.assignments.default([]),
    devices: deviceCounts.default([100, 10_000]),
    streamMode,
    price: field.assignments.default([]),
    assume: field.assignments.default([]),
    duration: field.duration.optional(),
    seed: field.text.default('1'),
    json: field.flag.default(false),
    verbose: field.flag.default(false),
    config: field.text.optional(),
  })
  .transform(({ price, assume, duration, ...rest }) => ({
    ...rest,
    prices: price,
    assumptions: assume,
    ...defined('durationMs', duration),
  }));

export type CostOptions = z.output<typeof costSchema>;
