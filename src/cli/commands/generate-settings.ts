import { formatDuration } from '../../runtime/duration.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { parseInjection } from '../../simulator/faults/parse-injection.ts';
import type { FormatName } from '../../simulator/generate/columns.ts';
import type { DatasetSettings } from '../../simulator/generate/data-card.ts';
import { readUnfinished } from '../../simulator/generate/dataset-folder.ts';
import {
  requireFormatFits,
  systemFormat,
} from '../../simulator/generate/formats/system-formats.ts';
import type { DatasetCadence, Profile } from '../../simulator/profile.ts';
import { alarmLimits } from '../compose/alarm-limits.ts';
import { loadChosenFleet } from '../compose/chosen-fleet.ts';
import type { CliIo } from '../io.ts';
import { DATASET_MS, type GenerateCommandOptions } from '../options/generate-options.ts';
import { packageVersion } from '../package-version.ts';

/** What is asked for where the telemetry is readings, not orders. */
interface ReadingsOptions extends GenerateCommandOptions {
  readonly format: FormatName;
}

/** What is to be made: the flags over the scenario and the profile. */
export async function settingsOf(options: ReadingsOptions, io: CliIo): Promise<DatasetSettings> {
  const { format, gzip } = options;
  const system = systemFormat(format);
  const partition = options.partition ?? system?.partitions[0] ?? 'none';
  const faults = options.inject.map((text) => parseInjection(text));
  const chosen = await loadChosenFleet({ ...options, overrides: overridesOf(options) }, io.cwd);
  const { profile, scenario, campaign } = chosen;
  const start = options.start ?? profile.startMs;
  const { cadence, sampleMs } = cadenceOf(options, profile);
  requireFormatFits(format, { family: profile.device, record: cadence.record, partition });
  return {
    profile: { ...profile, intervalMs: sampleMs },
    seed: options.seed ?? scenario?.seed ?? (await seedOf(options, io)),
    start,
    end: start + (options.durationMs ?? scenario?.durationMs ?? DATASET_MS),
    faults,
    limits: alarmLimits(profile.edge),
    campaign,
    scenario,
    cadence,
    format,
    gzip,
    partition,
    version: packageVersion(),
  };
}

/** Whoever names no seed and was interrupted goes on with the seed that was drawn then. */
async function seedOf({ seed, force, outDir }: GenerateCommandOptions, io: CliIo): Promise<string> {
  const begun = force ? undefined : await readUnfinished(outDir);
  return seed ?? begun?.identity.seed ?? io.newSeed();
}

/** Flags that stand for a value of the profile come after `--set`, so that they win. */
function overridesOf({ set, count, intervalMs }: GenerateCommandOptions): readonly string[] {
  return [
    ...set,
    ...(count === undefined ? [] : [`count=${count}`]),
    ...(intervalMs === undefined ? [] : [`interval=${intervalMs}ms`]),
  ];
}

/** Time between two samples of a summary when nobody says: gusts and cycles show (engineering judgement). */
const SAMPLE_MS = 10_000;

interface Cadence {
  readonly cadence: DatasetCadence;
  /** Time between two readings, ms. */
  readonly sampleMs: number;
}

/** How often is recorded and measured: the flags, else the profile's section, else its interval. */
function cadenceOf(options: GenerateCommandOptions, profile: Profile): Cadence {
  const intervalMs = recordMs(options, profile);
  const record = options.record ?? profile.dataset?.record ?? 'instant';
  const cadence = { intervalMs, record };
  if (record === 'summary') return { cadence, sampleMs: sampleEvery(options, profile, intervalMs) };
  if (options.sampleMs === undefined) return { cadence, sampleMs: intervalMs };
  throw new PmSimError('dataset/sample', '--sample has a meaning for --record summary only.', {
    hint: 'Add --record summary, or give --interval alone.',
  });
}

/** `--interval` and `--set interval=` are part of the profile already. */
function recordMs({ set, intervalMs, format }: GenerateCommandOptions, profile: Profile): number {
  const said = intervalMs !== undefined || set.some((text) => text.startsWith('interval='));
  if (said) return profile.intervalMs;
  return systemFormat(format)?.intervalMs ?? profile.dataset?.intervalMs ?? profile.intervalMs;
}

function sampleEvery(options: GenerateCommandOptions, profile: Profile, everyMs: number): number {
  const own = options.intervalMs === undefined ? profile.intervalMs : 0;
  const fine = options.sampleMs ?? Math.max(SAMPLE_MS, own);
  if (fine < everyMs && everyMs % fine === 0) return fine;
  const [record, sample] = [everyMs, fine].map((ms) => formatDuration(ms));
  throw new PmSimError(
    'dataset/sample',
    `A record every ${record} cannot summarise samples every ${sample}.`,
    { hint: 'Samples divide the interval, as in --interval 10m --sample 10s.' },
  );
}
