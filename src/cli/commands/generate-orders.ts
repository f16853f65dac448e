import { PmSimError } from '../../runtime/errors.ts';
import { parseInjection } from '../../simulator/faults/parse-injection.ts';
import {
  writeOrders,
  type OrdersCard,
  type OrdersFormat,
} from '../../simulator/generate/orders-file.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatBytes, formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';
import { DATASET_MS, type GenerateCommandOptions } from '../options/generate-options.ts';
import { packageVersion } from '../package-version.ts';

interface OrdersOptions extends GenerateCommandOptions {
  readonly format: OrdersFormat;
}

/** `pm-sim generate --format orders-csv`: the single orders of a commerce profile. */
export async function generateOrders(options: OrdersOptions, io: CliIo): Promise<ExitCode> {
  const { outDir: dir, force, format, gzip, quiet, json, durationMs = DATASET_MS } = options;
  refuseOthers(options);
  // Where there is no scenario there is a profile.
  const { profile: name = '' } = options;
  const overrides = [
    ...options.set,
    ...(options.count === undefined ? [] : [`count=${options.count}`]),
  ];
  const profile = await loadRunProfile(name, overrides, io.cwd);
  if (profile.device !== 'commerce') throw noOrders(name);
  const start = options.start ?? profile.startMs;
  const seed = options.seed ?? io.newSeed();
  const faults = options.inject.map((text) => parseInjection(text));
  const settings = { profile, seed, start, end: start + durationMs, faults, format, gzip };
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  try {
    const card = await writeOrders({
      settings: { ...settings, version: packageVersion() },
      dir,
      force,
      signal,
    });
    if (json) io.stdout.write(`${JSON.stringify(card, undefined, 2)}\n`);
    else if (!quiet) io.stdout.write(summaryText(card, dir));
    return EXIT.ok;
  } catch (error) {
    if (!signal.aborted) throw error;
    io.stderr.write('pm-sim: interrupted; nothing was kept.\n');
    return EXIT.interrupted;
  }
}

function refuseOthers({ campaign, scenario, partition, intervalMs, format }: OrdersOptions): void {
  const given = [
    ...((campaign ?? 'none') === 'none' ? [] : ['--campaign']),
    ...(scenario === undefined ? [] : ['--scenario']),
    ...((partition ?? 'none') === 'none' ? [] : ['--partition']),
    ...(intervalMs === undefined ? [] : ['--interval']),
  ];
  if (given.length === 0) return;
  throw new PmSimError('options/invalid', `${given.join(', ')}: --format ${format} takes none.`, {
    hint: 'Orders are one file of single events; put events in with --inject.',
  });
}

function noOrders(profile: string): PmSimError {
  return new PmSimError('dataset/no-orders', `The devices of ${profile} sell nothing.`, {
    hint: 'Orders come from the family commerce: --profile commerce.',
  });
}

function summaryText(
  { rows, storefronts, bytes, seed, sha256, file }: OrdersCard,
  dir: string,
): string {
  return [
    `${formatCount(rows)} rows of ${storefronts.length} storefronts in ${file}, ${formatBytes(bytes)} uncompressed`,
    `seed ${seed}, sha256 ${sha256}`,
    dir,
    '',
  ].join('\n');
}
