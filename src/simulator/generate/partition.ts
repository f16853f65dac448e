import type { Encoding } from './encoding.ts';

export const PARTITIONS = ['none', 'year', 'month', 'day', 'hour'] as const;

/** How the telemetry is split into files: by the calendar of UTC. */
export type PartitionName = (typeof PARTITIONS)[number];

/** End of the partition that holds `ts`, ms since the epoch; never when there is one file. */
export function partitionEnd(ts: number, partition: PartitionName): number {
  const date = new Date(ts);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const ends: Readonly<Record<PartitionName, number>> = {
    none: Infinity,
    year: Date.UTC(year + 1, 0),
    month: Date.UTC(year, month + 1),
    day: Date.UTC(year, month, day + 1),
    hour: Date.UTC(year, month, day, date.getUTCHours() + 1),
  };
  return ends[partition];
}

interface PartPathOptions {
  readonly partition: PartitionName;
  readonly encoding: Pick<Encoding, 'extension' | 'perDevice'>;
}

/**
 * Path below `telemetry/` of the file that holds `ts`, or of the folder of the devices' files: folders
 * as Hive, Athena and Spark read them, UTC.
 */
export function partPath(ts: number, { partition, encoding }: PartPathOptions): string {
  const [date = '', time = ''] = new Date(ts).toISOString().split('T');
  const [year, month, day] = date.split('-');
  const hour = time.slice(0, 2);
  const all = [`year=${year}`, `month=${month}`, `day=${day}`, `hour=${hour}`];
  const folders = all.slice(0, PARTITIONS.indexOf(partition));
  const file = encoding.perDevice === true ? [] : [`part-0${encoding.extension}`];
  return [...folders, ...file].join('/');
}
