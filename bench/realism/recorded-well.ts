import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A recording of a 3W well, one row a second; a value that is missing repeats the one before. */
export interface RecordedWell {
  readonly column: (name: string) => readonly number[];
  /** Row at which a class of event begins. */
  readonly begins: (label: string) => number;
}

export async function readRecordedWell(folder: string, name: string): Promise<RecordedWell> {
  const bytes = await readFile(path.join(folder, 'wells', `${name}.csv.gz`));
  const [header = '', ...lines] = gunzipSync(bytes).toString('utf8').trim().split('\n');
  const names = header.split(',');
  const rows = lines.map((line) => line.split(','));
  return {
    column(wanted) {
      const at = names.indexOf(wanted);
      let held = Number.NaN;
      return rows.flatMap((row) => {
        const text = row[at] ?? '';
        if (text !== '') held = Number(text);
        return Number.isNaN(held) ? [] : [held];
      });
    },
    begins: (label) => rows.findIndex((row) => Number(row.at(-1) || Number.NaN) === Number(label)),
  };
}
