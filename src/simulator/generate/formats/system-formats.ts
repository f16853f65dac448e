import { PmSimError } from '../../../runtime/errors.ts';
import type { DeviceFamilyName } from '../../devices/family-schemas.ts';
import type { Column } from '../columns.ts';
import type { Encoding } from '../encoding.ts';
import type { PartitionName } from '../partition.ts';
import { createHealthEncoding, HEALTH_COLUMNS } from './health-json.ts';
import { createMachineRows, MACHINE_COLUMNS } from './machine-csv.ts';
import { createWellRows, WELL_COLUMNS } from './well-rows.ts';

/** The format of a published system: for its own assets, with less than a whole reading. */
interface SystemFormat {
  readonly families: readonly DeviceFamilyName[];
  readonly columns: readonly Column[];
  readonly create: (gzip: boolean) => Encoding;
  /** How the telemetry may be split; the first when nobody says. */
  readonly partitions: readonly PartitionName[];
  /** The system's own time between two records, ms; where absent the profile's for data sets. */
  readonly intervalMs?: number;
}

const ANY: readonly PartitionName[] = ['none', 'year', 'month', 'day', 'hour'];

const SYSTEM_FORMATS = {
  'health-json': {
    families: ['audio'],
    columns: HEALTH_COLUMNS,
    create: createHealthEncoding,
    partitions: ['day', 'hour'],
  },
  's2-csv': {
    families: ['machine'],
    columns: MACHINE_COLUMNS,
    create: createMachineRows,
    partitions: ANY,
  },
  's3-rows': {
    families: ['oil_well', 'oil_well_esp'],
    columns: WELL_COLUMNS,
    create: createWellRows,
    partitions: ANY,
    intervalMs: 1_000,
  },
} as const satisfies Readonly<Record<string, SystemFormat>>;

export type SystemFormatName = keyof typeof SYSTEM_FORMATS;

export const SYSTEM_FORMAT_NAMES = Object.keys(SYSTEM_FORMATS) as SystemFormatName[];

/** The format of a published system, when the name is one's. */
export function systemFormat(name: string): SystemFormat | undefined {
  const found = SYSTEM_FORMAT_NAMES.find((known) => known === name);
  return found === undefined ? undefined : SYSTEM_FORMATS[found];
}

/**
 * Refuses a format that cannot hold what is to be written.
 * @throws PmSimError `dataset/format`
 */
export function requireFormatFits(
  name: string,
  asked: {
    readonly family: DeviceFamilyName;
    readonly record: string;
    readonly partition: PartitionName;
  },
): void {
  const format = systemFormat(name);
  if (format === undefined) return;
  const { families, partitions } = format;
  const own = ['ndjson', 'csv', 'parquet'];
  if (!families.includes(asked.family)) {
    const fit = SYSTEM_FORMAT_NAMES.filter((other) =>
      (systemFormat(other) as SystemFormat).families.includes(asked.family),
    );
    throw misfit(
      `The format ${name} holds ${families.join(' and ')}, not ${asked.family}.`,
      `Formats for ${asked.family}: ${[...own, ...fit].join(', ')}.`,
    );
  }
  if (asked.record === 'summary')
    throw misfit(`The format ${name} holds no summaries.`, `Take ${own.join(', ')}.`);
  if (!partitions.includes(asked.partition)) {
    throw misfit(
      `The format ${name} is not split by ${asked.partition}.`,
      `Take --partition ${partitions.join(' or ')}.`,
    );
  }
}

function misfit(message: string, hint: string): PmSimError {
  return new PmSimError('dataset/format', message, { hint });
}
