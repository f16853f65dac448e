import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { errnoOf, PmSimError } from '../../runtime/errors.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';
import type { AlarmLimit } from '../channel/twin/alarm-limit.ts';
import type { FaultRequest } from '../faults/fault.ts';
import { deviceNames } from '../naming.ts';
import type { DatasetCadence, Profile } from '../profile.ts';
import { DEFAULT_CAMPAIGN, type CampaignSettings } from '../scenario/campaign-settings.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import type { PartitionName } from './partition.ts';
import type { Column, FormatName } from './columns.ts';

/** What a data set is made from: equal settings give equal bytes. */
export interface DatasetSettings {
  readonly profile: Profile;
  readonly seed: string;
  /** Simulated instants, ms since the epoch; readings before `end`. */
  readonly start: number;
  readonly end: number;
  readonly faults: readonly FaultRequest[];
  /** Limits of the edge, which the truth goes by; they are part of the profile. */
  readonly limits: readonly AlarmLimit[];
  readonly campaign: CampaignSettings | undefined;
  readonly scenario: LoadedScenario | undefined;
  /** How often a device is recorded, and what a record is; readings come every `profile.intervalMs`. */
  readonly cadence: DatasetCadence;
  readonly format: FormatName;
  readonly gzip: boolean;
  readonly partition: PartitionName;
  /** Version of pm-sim. */
  readonly version: string;
}

/** The part of the card that is known before the first reading. */
const identity = {
  profile: z.string(),
  profileSha256: z.string(),
  seed: z.string(),
  devices: z.array(z.string()),
  start: z.string(),
  end: z.string(),
  intervalMs: z.number(),
  record: z.string(),
  sampleMs: z.number(),
  inject: z.array(z.unknown()),
  campaign: z.string(),
  /** Name and content; absent where there is none. */
  scenario: z.string().optional(),
  format: z.string(),
  gzip: z.boolean(),
  partition: z.string(),
  version: z.string(),
};

const cardSchema = z.looseObject({
  ...identity,
  rows: z.number(),
  files: z.number(),
  bytes: z.number(),
  sha256: z.string(),
});

/** `dataset.json`: what the folder holds and how to make it again. */
export interface DataCard extends Identity {
  readonly rows: number;
  readonly files: number;
  /** Of the telemetry, uncompressed. */
  readonly bytes: number;
  /** Over the uncompressed telemetry, file after file. */
  readonly sha256: string;
  readonly columns: readonly Column[];
  readonly faults: Readonly<Record<string, number>>;
  readonly workOrders: number;
}

/** What makes one data set another. */
export type Identity = Readonly<z.output<z.ZodObject<typeof identity>>>;

/** What is compared to see whether a folder already holds the data set that is asked for. */
export function identityOf(settings: DatasetSettings): Identity {
  const { profile, start, end, faults, scenario } = settings;
  const { seed, cadence, format, gzip, partition, version } = settings;
  return {
    profile: profile.profile,
    profileSha256: createHash('sha256').update(JSON.stringify(profile)).digest('hex'),
    seed,
    devices: [...deviceNames(profile)],
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    intervalMs: cadence.intervalMs,
    record: cadence.record,
    sampleMs: profile.intervalMs,
    inject: [...faults],
    campaign: campaignName(settings.campaign),
    ...(scenario === undefined ? {} : { scenario: `${scenario.name} sha256:${scenario.sha256}` }),
    format,
    gzip,
    partition,
    version,
  };
}

function campaignName(campaign: CampaignSettings | undefined): string {
  if (campaign === undefined) return 'none';
  return isDeepStrictEqual(campaign, DEFAULT_CAMPAIGN) ? 'default' : 'scenario';
}

/** Names of the settings in which a card differs. */
export function differences(card: Identity, wanted: Identity): readonly string[] {
  return Object.keys(identity).filter(
    (key) => !isDeepStrictEqual(card[key as keyof Identity], wanted[key as keyof Identity]),
  );
}

/** Faults of each mode, in order of name. */
export function countModes(truth: readonly TruthEvent[]): Readonly<Record<string, number>> {
  const modes = truth.map(({ mode }) => mode).toSorted();
  const counts: Record<string, number> = {};
  for (const mode of modes) counts[mode] = (counts[mode] ?? 0) + 1;
  return counts;
}

/**
 * Reads a card; nothing when there is none.
 * @throws PmSimError `dataset/unreadable`
 */
export async function readCard(path: string): Promise<z.output<typeof cardSchema> | undefined> {
  try {
    return cardSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(cause) ?? '')) return undefined;
    throw new PmSimError('dataset/unreadable', `${path} is not the card of a data set.`, {
      hint: 'Take another --out, or --force to write the data set anew.',
      cause,
    });
  }
}
