import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { DataCard, DatasetSettings } from '../../simulator/generate/data-card.ts';
import { FILES, judgeFolder, readUnfinished } from '../../simulator/generate/dataset-folder.ts';
import { generateDataset } from '../../simulator/generate/generate-dataset.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { GenerateCommandOptions } from '../options/generate-options.ts';
import { CONNECTION_ACTIONS } from '../../simulator/scenario/connection-action.ts';
import { generateOrders } from './generate-orders.ts';
import { createProgress } from './generate-progress.ts';
import { settingsOf } from './generate-settings.ts';

/** `pm-sim generate`: a labelled data set in a folder. */
export async function generateCommand(
  options: GenerateCommandOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { outDir: dir, force, quiet, format } = options;
  if (format === 'orders-csv' || format === 'orders-jsonl')
    return generateOrders({ ...options, format }, io);
  const settings = await settingsOf({ ...options, format }, io);
  const found = force ? 'free' : await judgeFolder(dir, settings);
  if (found === 'complete') return tellComplete(options, io);
  if (!quiet) io.stderr.write(skippedText(settings));
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const progress = createProgress({ io, span: settings, quiet });
  try {
    const resume = found === 'unfinished';
    if (resume && !quiet) io.stderr.write(`going on with what is finished in ${dir}\n`);
    const onProgress = progress.tell;
    const card = await generateDataset({ settings, dir, resume, signal, onProgress });
    progress.end();
    tellCard(card, options, io);
    return EXIT.ok;
  } catch (error) {
    progress.end();
    if (!signal.aborted) throw error;
    io.stderr.write(await interruptedText(dir));
    return EXIT.interrupted;
  }
}

async function tellComplete(options: GenerateCommandOptions, io: CliIo): Promise<ExitCode> {
  const { outDir: dir, json, quiet } = options;
  if (json) io.stdout.write(await readFile(join(dir, FILES.card), 'utf8'));
  else if (!quiet) io.stdout.write(`${dir} already holds this data set, complete.\n`);
  return EXIT.ok;
}

function tellCard(card: DataCard, options: GenerateCommandOptions, io: CliIo): void {
  if (options.json) io.stdout.write(`${JSON.stringify(card, undefined, 2)}\n`);
  else if (!options.quiet) io.stdout.write(summaryText(card, options.outDir));
}

async function interruptedText(dir: string): Promise<string> {
  const parts = (await readUnfinished(dir))?.parts.length ?? 0;
  if (parts === 0) return 'pm-sim: interrupted; nothing was kept.\n';
  const files = `${parts} finished file${parts === 1 ? ' is' : 's are'} kept`;
  return `pm-sim: interrupted; ${files}, and the same command goes on from there.\n`;
}

/** A data set has no connections: what a scenario does to them is told to be left out. */
function skippedText({ scenario }: DatasetSettings): string {
  const kinds = (scenario?.steps ?? [])
    .map(({ action }) => action.kind)
    .filter((kind) => CONNECTION_ACTIONS.includes(kind));
  if (kinds.length === 0) return '';
  const names = [...new Set(kinds)].join(', ');
  return `pm-sim: a data set has no connections; skipped of the scenario: ${names}.\n`;
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
