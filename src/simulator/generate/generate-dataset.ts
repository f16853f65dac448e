import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../../runtime/random.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { createFleet, type Fleet } from '../fleet.ts';
import { planEvents } from '../scenario/plan-events.ts';
import { withRepairs } from '../scenario/repairs.ts';
import { describeColumns, metricNames } from './columns.ts';
import { countModes, identityOf, type DataCard, type DatasetSettings } from './data-card.ts';
import { createEncoding } from './create-encoding.ts';
import { FILES, writeWhole } from './dataset-folder.ts';
import { keepMaintenance } from './maintenance.ts';
import { openManifest } from './manifest.ts';
import { summarise, summaryMetrics } from './summaries.ts';
import { writeTelemetry } from './telemetry-writer.ts';

export interface GenerateOptions {
  readonly settings: DatasetSettings;
  /** Folder of the data set. */
  readonly dir: string;
  /** Goes on with what an interrupted run with the same settings left in the folder. */
  readonly resume: boolean;
  readonly signal: AbortSignal;
  /** Told now and then, with the simulated time that was reached. */
  readonly onProgress: (progress: { readonly rows: number; readonly ts: number }) => void;
}

/** Writes a labelled data set: telemetry, truth, maintenance record and card. */
export async function generateDataset(options: GenerateOptions): Promise<DataCard> {
  const { settings, dir, resume } = options;
  const fleet = createDatasetFleet(settings);
  return writeWhole({ dir, resume }, (staging) => writeFiles(staging, fleet, options));
}

/** What a data set cannot show of a scenario, acts of the connections, stays out of its truth too. */
function createDatasetFleet(settings: DatasetSettings): Fleet {
  const { profile, seed, start, end, campaign, scenario, limits } = settings;
  const injected = withRepairs(settings.faults, createRandom(seed));
  const spanMs = end - start;
  const planned = planEvents({ profile, seed, start, spanMs, scenario, campaign, injected });
  return createFleet({ profile, seed, start, faults: [...injected, ...planned.faults], limits });
}

async function writeFiles(dir: string, fleet: Fleet, options: GenerateOptions): Promise<DataCard> {
  const { profile, seed, start, end, format, cadence } = options.settings;
  const measured = metricNames(profile);
  const metrics = cadence.record === 'summary' ? summaryMetrics(measured) : measured;
  const totals = await writeParts({ dir, fleet, metrics }, options);
  const truth = fleet.truth();
  const devices = fleet.devices.map(({ name }) => name);
  const random = createRandom(seed);
  const orders = keepMaintenance({ devices, truth, start, end, random });
  const columns = describeColumns(format, metrics);
  const faults = countModes(truth);
  const workOrders = orders.length;
  const card = { ...identityOf(options.settings), ...totals, columns, faults, workOrders };
  await writeFile(join(dir, FILES.truth), lines(truth));
  await writeFile(join(dir, FILES.maintenance), lines(orders));
  await writeFile(join(dir, FILES.card), `${JSON.stringify(card, undefined, 2)}\n`);
  return card;
}

interface Source {
  readonly dir: string;
  readonly fleet: Fleet;
  readonly metrics: readonly string[];
}

async function writeParts({ dir, fleet, metrics }: Source, options: GenerateOptions) {
  const { settings, signal, onProgress } = options;
  const { format, gzip, partition } = settings;
  const telemetry = join(dir, FILES.telemetry);
  await mkdir(telemetry, { recursive: true });
  const manifest = await openManifest(dir, identityOf(settings));
  return writeTelemetry(recordsOf(fleet, settings), {
    dir: telemetry,
    partition,
    encoding: await createEncoding({ format, gzip, metrics }),
    finished: manifest.finished,
    // One file alone is the data set: there is nothing to go on with.
    onFinished: async (part) => (partition === 'none' ? undefined : manifest.add(part)),
    signal,
    // Files go by delivery; a summary is delivered when its window ends.
    ...(settings.cadence.record === 'instant' ? { deliveredAt: () => fleet.reached() } : {}),
    onProgress,
  });
}

function recordsOf(fleet: Fleet, { start, end, cadence }: DatasetSettings): Iterable<Reading> {
  const readings = fleet.advance(end - 1);
  if (cadence.record === 'instant') return readings;
  return summarise(readings, { start, end, everyMs: cadence.intervalMs });
}

function lines(items: readonly unknown[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join('');
}
