import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { decodeReading } from '../../telemetry/message.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { readCard } from '../generate/data-card.ts';
import { FILES } from '../generate/dataset-folder.ts';
import { createCsvDecoder } from './csv-reading.ts';
import { linesOf } from './text-lines.ts';

type Card = NonNullable<Awaited<ReturnType<typeof readCard>>>;

/**
 * The readings of a data set that `generate` wrote, in the order in which they were delivered. Lazy:
 * one chunk of one file is held, however long the data set is.
 * @throws PmSimError `dataset/missing`, `dataset/unreadable`, `dataset/damaged` naming file and line
 */
export async function* readDataset(dir: string): AsyncGenerator<Reading, void, undefined> {
  const card = await readCard(join(dir, FILES.card));
  if (card === undefined) throw missing(dir);
  let rows = 0;
  for (const path of await partsOf(dir, card)) {
    for await (const readings of readPart(path, card)) {
      rows += readings.length;
      yield* readings;
    }
  }
  if (rows !== card.rows) throw damaged(dir, `holds ${rows} readings, its card says ${card.rows}`);
}

/** Files of the telemetry in order of time, which is that of their names. */
async function partsOf(dir: string, card: Card): Promise<readonly string[]> {
  const folder = join(dir, FILES.telemetry);
  const extension = `.${card.format}${card.gzip ? '.gz' : ''}`;
  const names = await readdir(folder, { recursive: true }).catch((): string[] => []);
  const parts = names.filter((name) => name.endsWith(extension)).toSorted();
  if (parts.length !== card.files)
    throw damaged(folder, `has ${parts.length} files ${extension}, its card says ${card.files}`);
  return parts.map((name) => join(folder, name));
}

async function* readPart(path: string, card: Card): AsyncGenerator<readonly Reading[]> {
  const decode = card.format === 'csv' ? createCsvDecoder() : decodeReading;
  let line = 0;
  const read = (text: string): readonly Reading[] => {
    line += 1;
    const reading = decode(text);
    return reading === undefined ? [] : [reading];
  };
  try {
    for await (const lines of linesOf(path, card.gzip)) yield lines.flatMap(read);
  } catch (cause) {
    throw damaged(`${path}:${line}`, `is no reading: ${messageOf(cause)}`, cause);
  }
}

function missing(dir: string): PmSimError {
  return new PmSimError('dataset/missing', `${dir} holds no ${FILES.card}, so it is no data set.`, {
    hint: 'Give the folder that `pm-sim generate --out` wrote.',
  });
}

function damaged(where: string, what: string, cause?: unknown): PmSimError {
  return new PmSimError('dataset/damaged', `${where} ${what.replace(/\.$/u, '')}.`, {
    hint: 'Write the data set anew with `pm-sim generate --force`.',
    ...(cause === undefined ? {} : { cause }),
  });
}
