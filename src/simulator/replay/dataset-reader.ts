import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { decodeReading } from '../../telemetry/message.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { readCard } from '../generate/data-card.ts';
import { FILES } from '../generate/dataset-folder.ts';
import { systemFormat } from '../generate/formats/system-formats.ts';
import { createCsvDecoder } from './csv-reading.ts';
import { readParquet } from './parquet-reading.ts';
import { linesOf } from './text-lines.ts';

type Card = NonNullable<Awaited<ReturnType<typeof readCard>>>;

/**
 * The readings of a data set that `generate` wrote, in the order in which they were delivered. Lazy:
 * one chunk of one file is held, however long the data set is.
 * @throws PmSimError `dataset/missing`, `dataset/unreadable`, `dataset/damaged` naming file and line,
 * `dataset/format` for the format of a published system, which does not hold whole readings
 */
export async function* readDataset(dir: string): AsyncGenerator<Reading, void, undefined> {
  const card = await readDatasetCard(dir);
  const { format } = card;
  if (systemFormat(format) !== undefined) {
    throw new PmSimError('dataset/format', `${dir} holds ${format}, not whole readings.`, {
      hint: 'Write it with --format ndjson, csv or parquet; pm-sim replay reads it as it is.',
    });
  }
  let rows = 0;
  for (const path of await partsOf(dir, card)) {
    for await (const readings of readPart(path, card)) {
      rows += readings.length;
      yield* readings;
    }
  }
  if (rows !== card.rows) throw damaged(dir, `holds ${rows} readings, its card says ${card.rows}`);
}

/**
 * The card of a data set.
 * @throws PmSimError `dataset/missing`, `dataset/unreadable`
 */
export async function readDatasetCard(dir: string): Promise<Card> {
  const card = await readCard(join(dir, FILES.card));
  if (card === undefined) throw missing(dir);
  return card;
}

/**
 * Files of the telemetry in order of time, which is that of their names.
 * @throws PmSimError `dataset/damaged`
 */
export async function partsOf(dir: string, card: Card): Promise<readonly string[]> {
  const folder = join(dir, FILES.telemetry);
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const parts = names.filter((entry) => entry.isFile());
  if (parts.length !== card.files)
    throw damaged(folder, `has ${parts.length} files, its card says ${card.files}`);
  return parts.map(({ parentPath, name }) => join(parentPath, name)).toSorted();
}

async function* readPart(path: string, card: Card): AsyncGenerator<readonly Reading[]> {
  let line = 0;
  try {
    if (card.format === 'parquet') yield* readParquet(path);
    else {
      const decode = card.format === 'csv' ? createCsvDecoder() : decodeReading;
      for await (const lines of linesOf(path, card.gzip)) {
        yield lines.flatMap((text) => {
          line += 1;
          return decode(text) ?? [];
        });
      }
    }
  } catch (cause) {
    const where = line === 0 ? path : `${path}:${line}`;
    throw damaged(where, `is no reading: ${messageOf(cause)}`, cause);
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
