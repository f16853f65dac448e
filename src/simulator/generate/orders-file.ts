import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { errnoOf, messageOf, PmSimError } from '../../runtime/errors.ts';
import { createRandom, type Random } from '../../runtime/random.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';
import { createStation } from '../channel/station.ts';
import { createShop } from '../devices/commerce/commerce-device.ts';
import { dirtied } from '../devices/commerce/dirt.ts';
import { ORDER_COLUMNS, ordersOf, rowOf, type OrderRow } from '../devices/commerce/orders.ts';
import { COMMERCE_EVENTS } from '../devices/commerce/faults/index.ts';
import type { Device } from '../devices/device.ts';
import { createFaultPlanner } from '../fault-planner.ts';
import type { FaultRequest } from '../faults/fault.ts';
import { findStation } from '../fleet.ts';
import { deviceInfos, deviceNames } from '../naming.ts';
import type { FamilyProfile } from '../profile.ts';
import { openPartFile } from './part-file.ts';

/** How the rows are written. */
export type OrdersFormat = 'orders-csv' | 'orders-jsonl';

export interface OrdersSettings {
  readonly profile: FamilyProfile<'commerce'>;
  readonly seed: string;
  /** Simulated instants, ms since the epoch; orders before `end`. */
  readonly start: number;
  readonly end: number;
  readonly faults: readonly FaultRequest[];
  readonly format: OrdersFormat;
  readonly gzip: boolean;
  /** Version of pm-sim. */
  readonly version: string;
}

export interface WriteOrdersOptions {
  readonly settings: OrdersSettings;
  readonly dir: string;
  /** Replaces orders that are there already. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/** `dataset.json` of an order file: what it holds and how to make it again. */
export interface OrdersCard {
  readonly profile: string;
  readonly seed: string;
  readonly storefronts: readonly string[];
  readonly start: string;
  readonly end: string;
  readonly inject: readonly FaultRequest[];
  readonly format: OrdersFormat;
  readonly dirt: OrdersSettings['profile']['model']['dirt'];
  readonly version: string;
  readonly file: string;
  readonly rows: number;
  /** Of the rows, uncompressed, and over them. */
  readonly bytes: number;
  readonly sha256: string;
  readonly columns: readonly string[];
}

/** The rows of an order file before they are text, and what was injected. */
export function orderRows(settings: Omit<OrdersSettings, 'format' | 'gzip' | 'version'>): {
  readonly rows: Iterable<OrderRow>;
  readonly truth: readonly TruthEvent[];
} {
  const { profile, seed, start, end } = settings;
  const { model, site } = profile;
  // The very streams of a run, so that a run of the same seed adds up these orders.
  const random = createRandom(seed).fork(`site:${site.name}`);
  const createStorefront = createShop({ model, site, startMs: start, random });
  const storefronts = deviceInfos(profile, seed).map((info) => createStorefront(info));
  const truth = planOrders(storefronts, { settings, random });
  const clean = ordersOf(storefronts, { start, end });
  const rows = dirtied(mapped(clean, rowOf), model.dirt, random.fork('dirt'));
  return { rows, truth };
}

/** What happens to the storefronts; sensors and clocks, which orders do not have, fail in no way. */
function planOrders(
  storefronts: readonly Device[],
  {
    settings,
    random,
  }: { readonly settings: Pick<OrdersSettings, 'faults' | 'start'>; readonly random: Random },
): readonly TruthEvent[] {
  const events: TruthEvent[] = [];
  const stations = storefronts.map((device) =>
    createStation({
      device,
      sensors: undefined,
      random,
    }),
  );
  const planner = createFaultPlanner({
    modes: COMMERCE_EVENTS,
    find: (name) => findStation(stations, name),
    truth: { mend: () => undefined, add: ({ event }) => void events.push(event) },
    metricsOf: () => [],
    random,
  });
  for (const fault of settings.faults) planner.inject(fault, settings.start);
  return events;
}

function* mapped<T, U>(items: Iterable<T>, change: (item: T) => U): Generator<U> {
  for (const item of items) yield change(item);
}

const TRUTH = 'truth.ndjson';
const CARD = 'dataset.json';

/**
 * Writes `orders.csv` or `orders.jsonl`, the truth and a card into a folder, the card last.
 * @throws PmSimError `dataset/exists`, `dataset/unwritable`
 */
export async function writeOrders(options: WriteOrdersOptions): Promise<OrdersCard> {
  const { settings, dir, force } = options;
  const file = `orders.${settings.format.slice('orders-'.length)}${settings.gzip ? '.gz' : ''}`;
  await prepare(dir, force);
  const { rows, truth } = orderRows(settings);
  const partial = join(dir, `.${file}.partial`);
  try {
    const totals = await writeRows(rows, partial, options);
    const card = { ...describe(settings), file, ...totals, columns: [...ORDER_COLUMNS] };
    await rm(join(dir, CARD), { force: true });
    await rename(partial, join(dir, file));
    await writeFile(join(dir, TRUTH), truth.map((event) => `${JSON.stringify(event)}\n`).join(''));
    await writeFile(join(dir, CARD), `${JSON.stringify(card, undefined, 2)}\n`);
    return card;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function describe(
  settings: OrdersSettings,
): Omit<OrdersCard, 'file' | 'rows' | 'bytes' | 'sha256' | 'columns'> {
  const { profile, seed, start, end, faults, format, version } = settings;
  return {
    profile: profile.profile,
    seed,
    storefronts: deviceNames(profile),
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    inject: faults,
    format,
    dirt: profile.model.dirt,
    version,
  };
}

async function prepare(dir: string, force: boolean): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (cause) {
    const taken = errnoOf(cause) === 'EEXIST';
    const what = taken ? `${dir} is a file` : `Cannot write to ${dir}: ${messageOf(cause)}`;
    throw new PmSimError(taken ? 'dataset/exists' : 'dataset/unwritable', `${what}.`, {
      hint: 'Take another --out, a folder that you may write to.',
      cause,
    });
  }
  if (force || (await readdir(dir)).length === 0) return;
  throw new PmSimError('dataset/exists', `The folder ${dir} is not empty.`, {
    hint: 'Take another --out, or --force to replace the orders in it.',
  });
}

/** Text that is gathered before it becomes bytes. */
const CHUNK_CHARS = 262_144;

async function writeRows(
  rows: Iterable<OrderRow>,
  path: string,
  { settings, signal }: WriteOrdersOptions,
): Promise<{ readonly rows: number; readonly bytes: number; readonly sha256: string }> {
  const file = await openPartFile(path, settings.gzip);
  const hash = createHash('sha256');
  const totals = { rows: 0, bytes: 0 };
  const write = async (text: string): Promise<void> => {
    const chunk = Buffer.from(text);
    hash.update(chunk);
    totals.bytes += chunk.length;
    await file.write(chunk);
    // Lets Ctrl+C in between two chunks.
    await setImmediate();
    signal.throwIfAborted();
  };
  try {
    const line = settings.format === 'orders-csv' ? csvLine : jsonLine;
    let text = settings.format === 'orders-csv' ? `${ORDER_COLUMNS.join(',')}\n` : '';
    for (const row of rows) {
      text += line(row);
      totals.rows += 1;
      if (text.length < CHUNK_CHARS) continue;
      await write(text);
      text = '';
    }
    await write(text);
    await file.close();
  } catch (error) {
    await file.destroy();
    throw error;
  }
  return { ...totals, sha256: hash.digest('hex') };
}

function jsonLine(row: OrderRow): string {
  return `${JSON.stringify(row)}\n`;
}

/** RFC 4180: a cell with a comma, a quote or a line break is quoted, its quotes doubled. */
function csvLine(row: OrderRow): string {
  const cells = ORDER_COLUMNS.map((name) => {
    const text = String(row[name]);
    return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${cells.join(',')}\n`;
}
