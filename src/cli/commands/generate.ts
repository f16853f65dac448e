import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { DataCard } from '../../simulator/generate/data-card.ts';
import { FILES, judgeFolder, readUnfinished } from '../../simulator/generate/dataset-folder.ts';
import { generateDataset } from '../../simulator/generate/generate-dataset.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { GenerateCommandOptions } from '../options/generate-options.ts';
import { createProgress } from './generate-progress.ts';
import { settingsOf } from './generate-settings.ts';

/** `pm-sim generate`: a labelled data set in a folder. */
export async function generateCommand(
  options: GenerateCommandOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { outDir: dir, force, quiet } = options;
  const settings = await settingsOf(options, io);
  const found = force ? 'free' : await judgeFolder(dir, settings);
  if (found === 'complete') {
    if (options.json) io.stdout.write(await readFile(join(dir, FILES.card), 'utf8'));
    else if (!quiet) io.stdout.write(`${dir} already holds this data set, complete.\n`);
    return EXIT.ok;
  }
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const progress = createProgress({ io, span: settings, quiet });
  try {
    const resume = found === 'unfinished';
    if (resume && !quiet) io.stderr.write(`going on with what is finished in ${dir}\n`);
    const onProgress = progress.tell;
    const card = await generateDataset({ settings, dir, resume, signal, onProgress });
    progress.end();
    if (options.json) io.stdout.write(`${JSON.stringify(card, undefined, 2)}\n`);
    else if (!quiet) io.stdout.write(summaryText(card, dir));
    return EXIT.ok;
  } catch (error) {
    progress.end();
    if (!signal.aborted) throw error;
    io.stderr.write(await interruptedText(dir));
    return EXIT.interrupted;
  }
}

async function interruptedText(dir: string): Promise<string> {
  const parts = (await readUnfinished(dir))?.parts.length ?? 0;
  if (parts === 0) return 'pm-sim: interrupted; nothing was kept.\n';
  const files = `${parts} finished file${parts === 1 ? ' is' : 's are'} kept`;
  return `pm-sim: interrupted; ${files}, and the same command goes on from there.\n`;
}

function summaryText(card: DataCard, dir: string): string {
  const { rows, files, bytes, devices, workOrders, seed, sha256 } = card;
  const faults = Object.entries(card.faults).map(([mode, count]) => `${mode} ${count}`);
  return [
    `${rows} readings of ${devices.length} devices in ${files} file${files === 1 ? '' : 's'}, ${(bytes / 1e6).toFixed(1)} MB uncompressed`,
    `faults: ${faults.length === 0 ? 'none' : faults.join(', ')}; work orders: ${workOrders}`,
    `seed ${seed}, sha256 ${sha256}`,
    dir,
    '',
  ].join('\n');
}
