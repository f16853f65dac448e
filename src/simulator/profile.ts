import { z } from 'zod';
import {
  DEVICE_FAMILIES,
  loadFamilySchemas,
  type DeviceFamilyName,
  type FamilySections,
} from './devices/family-schemas.ts';
import { dirtSchema, type DirtConfig } from './channel/dirt-config.ts';
import { publishSchema, type PublishConfig } from './channel/publish/publish-config.ts';
import { sensorsSchema, type SensorsConfig } from './channel/sensor-config.ts';
import { duration } from './quantity.ts';

/** Most devices of a fleet; beyond what one process holds, shards share them. */
const DEVICES_MAX = 1_000_000;

export const RECORDS = ['instant', 'summary'] as const;

/** How a data set is recorded. */
export interface DatasetCadence {
  /** Time between two records of one device, ms. */
  readonly intervalMs: number;
  readonly record: (typeof RECORDS)[number];
}

/** Keys that every profile has, whatever the device. */
const common = {
  /** Name under which the profile is run; the file is called after it. */
  profile: z.string().regex(/^[a-z0-9][a-z0-9-]*$/u, 'lower-case letters, digits and hyphens'),
  /** One line for `pm-sim ls`. */
  description: z.string().min(1),
  /** Number of devices. */
  count: z.int().min(1).max(DEVICES_MAX),
  /** Devices are called `{prefix}-{index}`, the index padded with zeros to `digits`. */
  naming: z.strictObject({
    prefix: z.string().regex(/^[a-z0-9][a-z0-9-]*$/u, 'lower-case letters, digits and hyphens'),
    digits: z.int().min(1).max(8),
  }),
  /** Simulated date and time of a run's first instant, with zone. */
  start: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  /** Time between two readings of one device. */
  interval: duration(100, 600_000),
  /** How data sets of the fleet are recorded when nobody says otherwise. */
  dataset: z
    .strictObject({
      /** Time between two records of one device. */
      interval: duration(100, 600_000),
      /** What a record is: a reading, or a summary of the readings since the last one. */
      record: z.enum(RECORDS).default('instant'),
    })
    .transform(({ interval, record }): DatasetCadence => ({ intervalMs: interval, record }))
    .optional(),
};

/** What lies between a device's true metrics and the reading that reaches its edge; none by default. */
const channel = {
  sensors: sensorsSchema.optional(),
  publish: publishSchema.optional(),
  dirt: dirtSchema.optional(),
};

/**
 * Schema of a whole profile of one family. `edge` and `scoring` belong to the edge and to the cloud,
 * which pass their own schemas.
 */
export async function profileSchema<E, S>(
  family: DeviceFamilyName,
  sections: ProfileSections<E, S>,
): Promise<z.ZodType<Profile<E, S>>> {
  const { edge, scoring } = sections;
  const { site, model } = await loadFamilySchemas(family);
  return z
    .strictObject({
      ...common,
      device: z.enum(DEVICE_FAMILIES),
      site,
      model,
      ...channel,
      edge,
      scoring,
    })
    .transform(({ start, interval, ...rest }) => {
      // Sections are checked by the schemas of the family named, which the compiler cannot follow.
      return { ...rest, startMs: start, intervalMs: interval } as Profile<E, S>;
    });
}

/** Schemas of the sections that the simulator carries without looking inside. */
export interface ProfileSections<E, S> {
  readonly edge: z.ZodType<E>;
  readonly scoring: z.ZodType<S>;
}

interface CommonProfile<E, S> {
  readonly profile: string;
  readonly description: string;
  readonly count: number;
  readonly naming: { readonly prefix: string; readonly digits: number };
  /** Simulated start when the run does not say, ms since the epoch (`start` in the file). */
  readonly startMs: number;
  /** Time between two readings of one device, ms (`interval` in the file). */
  readonly intervalMs: number;
  readonly sensors?: SensorsConfig;
  readonly publish?: PublishConfig;
  readonly dirt?: DirtConfig;
  /** How data sets are recorded; as the fleet reads when absent. */
  readonly dataset?: DatasetCadence;
  readonly edge: E;
  readonly scoring: S;
}

/** A profile of one family. */
export type FamilyProfile<F extends DeviceFamilyName, E = unknown, S = unknown> = CommonProfile<
  E,
  S
> &
  FamilySections<F>;

/** A fleet as data: what runs, where, how often, and what the edge and the scoring do with it. */
export type Profile<E = unknown, S = unknown> = {
  [F in DeviceFamilyName]: FamilyProfile<F, E, S>;
}[DeviceFamilyName];
