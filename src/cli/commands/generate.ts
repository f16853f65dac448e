import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { parseInjection } from '../../simulator/faults/parse-injection.ts';
import type { FormatName } from '../../simulator/generate/columns.ts';
import type { DataCard, DatasetSettings } from '../../simulator/generate/data-card.ts';
import { FILES, judgeFolder } from '../../simulator/generate/dataset-folder.ts';
import { generateDataset } from '../../simulator/generate/generate-dataset.ts';
import { alarmLimits } from '../compose/alarm-limits.ts';
import { loadChosenFleet } from '../compose/chosen-fleet.ts';
import { CONNECTION_ACTIONS } from '../../simulator/scenario/connection-action.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { DATASET_MS, type GenerateCommandOptions } from '../options/generate-options.ts';
import { packageVersion } from '../package-version.ts';
import { generateOrders } from './generate-orders.ts';
import { createProgress } from './generate-progress.ts';

/** `pm-sim generate`: a labelled data set in a folder. */
export async function generateCommand(
  options: GenerateCommandOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { outDir: dir, force, quiet, format } = options;
  if (format === 'orders-csv' || format === 'orders-jsonl')
    return generateOrders({ ...options, format }, io);
  const settings = await settingsOf({ ...options, format }, io);
  if (!force && (await judgeFolder(dir, settings)) === 'complete') {
    if (options.json) io.stdout.write(await readFile(join(dir, FILES.card), 'utf8'));
    else if (!quiet) io.stdout.write(`${dir} already holds this data set, complete.\n`);
    return EXIT.ok;
  }
  if (!quiet) io.stderr.write(skippedText(settings));
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const progress = createProgress({ io, span: settings, quiet });
  try {
    const card = await generateDataset({ settings, dir, signal, onProgress: progress.tell });
    progress.end();
    if (options.json) io.stdout.write(`${JSON.stringify(card, undefined, 2)}\n`);
    else if (!quiet) io.stdout.write(summaryText(card, dir));
    return EXIT.ok;
  } catch (error) {
    progress.end();
    if (!signal.aborted) throw error;
    io.stderr.write('pm-sim: interrupted; nothing was kept.\n');
    return EXIT.interrupted;
  }
}

interface ReadingsOptions extends GenerateCommandOptions {
  readonly format: FormatName;
}

async function settingsOf(options: ReadingsOptions, io: CliIo): Promise<DatasetSettings> {
  const { format, gzip, partition } = options;
  const faults = options.inject.map((text) => parseInjection(text));
  const chosen = await loadChosenFleet({ ...options, overrides: overridesOf(options) }, io.cwd);
  const { profile, scenario, campaign } = chosen;
  const start = options.start ?? profile.startMs;
  return {
    profile,
    seed: options.seed ?? scenario?.seed ?? io.newSeed(),
    start,
    end: start + (options.durationMs ?? scenario?.durationMs ?? DATASET_MS),
    faults,
    limits: alarmLimits(profile.edge),
    campaign,
    scenario,
    format,
    gzip,
    partition,
    version: packageVersion(),
  };
}

/** Flags that stand for a value of the profile come after `--set`, so that they win. */
function overridesOf({ set, count, intervalMs }: GenerateCommandOptions): readonly string[] {
  return [
    ...set,
    ...(count === undefined ? [] : [`count=${count}`]),
    ...(intervalMs === undefined ? [] : [`interval=${intervalMs}ms`]),
  ];
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
