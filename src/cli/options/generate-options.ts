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

const days = field.custom(`a number of days above 0, at most ${DAYS_MAX}`, (value) => {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  return number > 0 && number <= DAYS_MAX ? number : undefined;
});

function oneOf<T extends string>(names: readonly T[]) {
  return field.custom(`one of ${names.join(', ')}`, (value) =>
    names.find((name) => name === value),
  );
}

/** What `pm-sim generate` was asked to do; paths absolute. */
export type GenerateCommandOptions = z.output<typeof generateSchema>;

export const generateSchema = z
  .strictObject({
    profile: field.profileName,
    count: field.integer({ min: 1, max: DEVICES_MAX }).optional(),
    set: field.assignments.default([]),
    interval: field.durationOrMs.optional(),
    record: oneOf(RECORDS).optional(),
    sample: field.durationOrMs.optional(),
    days: days.default(30),
    start: field.instant.optional(),
    seed: field.text.optional(),
    inject: field.textList.default([]),
    campaign: oneOf(['none', 'default']).default('none'),
    format: oneOf([...FORMATS, ...SYSTEM_FORMAT_NAMES]).default('ndjson'),
    gzip: field.flag.default(false),
    partition: oneOf(PARTITIONS).optional(),
    out: field.text,
    force: field.flag.default(false),
    json: field.flag.default(false),
    quiet: field.flag.default(false),
    verbose: field.flag.default(false),
    config: field.text.optional(),
  })
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
      durationMs: Math.round(length * DAY_MS),
      outDir: out,
    }),
  );
