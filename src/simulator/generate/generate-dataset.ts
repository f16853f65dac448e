import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../../runtime/random.ts';
import { createFleet, type Fleet } from '../fleet.ts';
import { planEvents } from '../scenario/plan-events.ts';
import { withRepairs } from '../scenario/repairs.ts';
import { describeColumns, metricNames } from './columns.ts';
import { countModes, identityOf, type DataCard, type DatasetSettings } from './data-card.ts';
import { FILES, writeWhole } from './dataset-folder.ts';
import { keepMaintenance } from './maintenance.ts';
import { createRowFormat } from './row-format.ts';
import { writeTelemetry } from './telemetry-writer.ts';

export interface GenerateOptions {
  readonly settings: DatasetSettings;
  /** Folder of the data set. */
  readonly dir: string;
  readonly signal: AbortSignal;
  /** Told now and then, with the simulated time that was reached. */
  readonly onProgress: (progress: { readonly rows: number; readonly ts: number }) => void;
}

/** Writes a labelled data set: telemetry, truth, maintenance record and card. */
export async function generateDataset(options: GenerateOptions): Promise<DataCard> {
  const { settings, dir } = options;
  const fleet = createDatasetFleet(settings);
  return writeWhole(dir, (staging) => writeFiles(staging, fleet, options));
}

/** What a data set cannot show of a scenario, acts of the connections, stays out of its truth too. */
function createDatasetFleet(settings: DatasetSettings): Fleet {
  const { profile, seed, start, end, campaign, scenario, limits } = settings;
  const injected = withRepairs(settings.faults, createRandom(seed));
  const spanMs = end - start;
  const planned = planEvents({ profile, seed, start, spanMs, scenario, campaign, injected });
  return createFleet({ profile, seed, start, faults: [...injected, ...planned.faults], limits });
}

async function writeFiles(
  dir: string,
  fleet: Fleet,
  { settings, signal, onProgress }: GenerateOptions,
): Promise<DataCard> {
  const { profile, seed, start, end, format, gzip, partition } = settings;
  const metrics = metricNames(profile);
  const telemetry = join(dir, FILES.telemetry);
  await mkdir(telemetry);
  const totals = await writeTelemetry(fleet.advance(end - 1), {
    deliveredAt: () => fleet.reached(),
    dir: telemetry,
    partition,
    extension: `.${format}${gzip ? '.gz' : ''}`,
    gzip,
    format: createRowFormat(format, metrics),
    signal,
    onProgress,
  });
  const truth = fleet.truth();
  const devices = fleet.devices.map(({ name }) => name);
  const random = createRandom(seed);
  const orders = keepMaintenance({ devices, truth, start, end, random });
  const columns = describeColumns(format, metrics);
  const faults = countModes(truth);
  const workOrders = orders.length;
  const card = { ...identityOf(settings), ...totals, columns, faults, workOrders };
  await writeFile(join(dir, FILES.truth), lines(truth));
  await writeFile(join(dir, FILES.maintenance), lines(orders));
  await writeFile(join(dir, FILES.card), `${JSON.stringify(card, undefined, 2)}\n`);
  return card;
}

function lines(items: readonly unknown[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join('');
}
