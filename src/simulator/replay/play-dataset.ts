import path from 'node:path';
import { PmSimError } from '../../runtime/errors.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { systemFormat } from '../generate/formats/system-formats.ts';
import { partsOf, readDataset, readDatasetCard } from './dataset-reader.ts';
import type { ReplayTally } from './report.ts';

export interface PlayDatasetOptions {
  readonly tally: ReplayTally;
  /** Reads one file as a recording of whatever origin. */
  readonly play: (file: string) => AsyncIterable<Reading>;
  /** Whether somebody asked for columns or ranges, which a data set of ours has no use for. */
  readonly isMapped: boolean;
}

/**
 * The readings of a data set's folder in order of time, whatever its format.
 * @throws PmSimError `replay/own-data-set` for columns or ranges of one that is delivered as it is
 */
export async function* playDataset(
  dir: string,
  { tally, play, isMapped }: PlayDatasetOptions,
): AsyncGenerator<Reading> {
  const card = await readDatasetCard(dir);
  if (systemFormat(card.format) === undefined) {
    if (isMapped) throw ownDataSet(dir, card.format);
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

function ownDataSet(dir: string, format: string): PmSimError {
  const text = `${dir} is a data set of pm-sim (${format}): its readings are sent as they are.`;
  return new PmSimError('replay/own-data-set', text, {
    hint: 'Leave --map and --range out, or replay one of its files instead of the folder.',
  });
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
