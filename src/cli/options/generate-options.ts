import { z } from 'zod';
import { FORMATS } from '../../simulator/generate/columns.ts';
import { SYSTEM_FORMAT_NAMES } from '../../simulator/generate/formats/system-formats.ts';
import { PARTITIONS } from '../../simulator/generate/partition.ts';
import { RECORDS } from '../../simulator/profile.ts';
import * as field from './fields.ts';
import { defined } from './run-options.ts';

/** Most devices of one data set, as of one run. */
const DEVICES_MAX = 100_000;
/** A century; beyond it somebody has mistaken the unit. */
const DAYS_MAX = 36_525;
const DAY_MS = 86_400_000;
/** Length of a data set that nobody gave one. */
export const DATASET_MS = 30 * DAY_MS;

const days = field.custom(`a number of days above 0, at most ${DAYS_MAX}`, (value) => {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  return number > 0 && number <= DAYS_MAX ? number : undefined;
});

/** What `pm-sim generate` was asked to do; paths absolute. */
export type GenerateCommandOptions = z.output<typeof generateSchema>;

export const generateSchema = z
  .strictObject({
    profile: field.profileName.optional(),
    count: field.integer({ min: 1, max: DEVICES_MAX }).optional(),
    set: field.assignments.default([]),
    interval: field.durationOrMs.optional(),
    record: field.oneOf(RECORDS).optional(),
    sample: field.durationOrMs.optional(),
    days: days.optional(),
    start: field.instant.optional(),
    seed: field.text.optional(),
    inject: field.textList.default([]),
    scenario: field.text.optional(),
    campaign: field.campaign.optional(),
    format: field
      .oneOf([...FORMATS, ...SYSTEM_FORMAT_NAMES, 'orders-csv', 'orders-jsonl'])
      .default('ndjson'),
    gzip: field.flag.default(false),
    partition: field.oneOf(PARTITIONS).optional(),
    out: field.text,
    force: field.flag.default(false),
    json: field.flag.default(false),
    quiet: field.flag.default(false),
    verbose: field.flag.default(false),
    config: field.text.optional(),
  })
  .refine(field.namesProfile, field.profileNamed)
  .transform(
    ({ count, interval, record, sample, partition, start, seed, days: length, out, ...rest }) => ({
      ...rest,
      ...defined('count', count),
      ...defined('intervalMs', interval),
      ...defined('record', record),
      ...defined('sampleMs', sample),
      ...defined('partition', partition),
      ...defined('start', start),
      ...defined('seed', seed),
      ...defined('durationMs', length === undefined ? undefined : Math.round(length * DAY_MS)),
      outDir: out,
    }),
  );
