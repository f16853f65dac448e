/** How the telemetry is split into files. */
export type PartitionName = 'none' | 'hour' | 'day';

export interface PartFileOptions {
  readonly partition: PartitionName;
  /** File name's end, e.g. `.csv.gz`. */
  readonly extension: string;
}

const DAY_MS = 86_400_000;

/** Length of a partition, ms; without end when there is one file. */
export function partitionMs(partition: PartitionName): number {
  return { none: Infinity, hour: DAY_MS / 24, day: DAY_MS }[partition];
}

/** Path below `telemetry/` of the file that holds `ts`: folders as Hive, Athena and Spark read them, UTC. */
export function partPath(ts: number, { partition, extension }: PartFileOptions): string {
  const file = `part-0${extension}`;
  if (partition === 'none') return file;
  const [date = '', time = ''] = new Date(ts).toISOString().split('T');
  const [year, month, day] = date.split('-');
  const folders = [`year=${year}`, `month=${month}`, `day=${day}`];
  return [...folders, ...(partition === 'hour' ? [`hour=${time.slice(0, 2)}`] : []), file].join(
    '/',
  );
}
