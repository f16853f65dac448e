import path from 'node:path';
import type { Reading } from '../../telemetry/reading.ts';
import { systemFormat } from '../generate/formats/system-formats.ts';
import { partsOf, readDataset, readDatasetCard } from './dataset-reader.ts';
import type { ReplayTally } from './report.ts';

export interface PlayDatasetOptions {
  readonly tally: ReplayTally;
  /** Reads one file as a recording of whatever origin. */
  readonly play: (file: string) => AsyncIterable<Reading>;
}

/** The readings of a data set's folder in order of time, whatever its format. */
export async function* playDataset(
  dir: string,
  { tally, play }: PlayDatasetOptions,
): AsyncGenerator<Reading> {
  const card = await readDatasetCard(dir);
  if (systemFormat(card.format) === undefined) {
    for await (const reading of readDataset(dir)) {
      tally.format = card.format;
      tally.rows += 1;
      tally.devices.add(reading.device);
      yield reading;
    }
    return;
  }
  for (const files of byFolder(await partsOf(dir, card))) {
    if (files.length === 1) yield* play(files[0] as string);
    else yield* await merged(files, play);
  }
}

/** Files in one folder are of one time: one of each device. */
function byFolder(files: readonly string[]): readonly (readonly string[])[] {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = path.dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders.values()];
}

/** Holds the readings of one partition, as whoever wrote it did. */
async function merged(
  files: readonly string[],
  play: (file: string) => AsyncIterable<Reading>,
): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  for (const file of files) for await (const reading of play(file)) readings.push(reading);
  return readings.toSorted((a, b) => a.ts - b.ts);
}
