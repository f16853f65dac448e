import type { Judged } from '../../detection/metrics/judged.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { combineDigests } from '../../simulator/telemetry-hash.ts';
import type { JudgedFolder } from './read-judged.ts';

/** What several folders say together: the parts of one fleet, each run by a process of its own. */
export interface MergedFolders {
  readonly judged: Judged;
  readonly profile: string | undefined;
  /** Of all readings, as the undivided run would tell it; absent where a folder has none. */
  readonly telemetrySha256?: string;
}

/**
 * @throws PmSimError `eval/not-one-fleet` when the folders are not of one profile and seed, or when two
 * have the same device
 */
export function mergeFolders(folders: readonly JudgedFolder[]): MergedFolders {
  const [first] = folders;
  for (const folder of folders) {
    for (const what of ['profile', 'seed'] as const) {
      if (folder[what] !== first?.[what]) throw different(what, folder, first);
    }
  }
  requireDistinct(folders);
  const all = folders.map(({ judged }) => judged);
  const hashes = folders.flatMap(({ telemetrySha256 }) => telemetrySha256 ?? []);
  return {
    profile: first?.profile,
    judged: {
      devices: all.flatMap(({ devices }) => devices),
      // Parts that run as fast as they go end with their own last reading.
      from: Math.min(...all.map(({ from }) => from)),
      to: Math.max(...all.map(({ to }) => to)),
      truth: all.flatMap(({ truth }) => truth),
      alerts: all.flatMap(({ alerts }) => alerts),
      ...(all.every(({ completed }) => completed === true) ? { completed: true } : {}),
    },
    ...(hashes.length === folders.length ? { telemetrySha256: combineDigests(hashes) } : {}),
  };
}

const HINT = 'Give the folders that the shards of one run wrote, each once.';

function requireDistinct(folders: readonly JudgedFolder[]): void {
  const owners = new Map<string, string>();
  for (const { dir, judged } of folders) {
    for (const device of judged.devices) {
      const owner = owners.get(device);
      if (owner !== undefined) {
        const text = `${owner} and ${dir} both have the device ${device}.`;
        throw new PmSimError('eval/not-one-fleet', text, { hint: HINT });
      }
      owners.set(device, dir);
    }
  }
}

function different(
  what: 'profile' | 'seed',
  folder: JudgedFolder,
  first: JudgedFolder | undefined,
): PmSimError {
  const told = `${folder.dir} is of the ${what} ${folder[what] ?? 'unknown'}`;
  const expected = `${first?.dir ?? ''} of ${first?.[what] ?? 'an unknown one'}`;
  return new PmSimError('eval/not-one-fleet', `${told}, and ${expected}.`, { hint: HINT });
}

/** The one folder of an evaluation that takes no more. @throws PmSimError `eval/one-folder` */
export function onlyFolder(dirs: readonly string[], flag: string): string {
  const [dir, ...further] = dirs;
  if (dir !== undefined && further.length === 0) return dir;
  throw new PmSimError('eval/one-folder', `${flag} takes one folder, got ${dirs.length}.`, {
    hint: 'Several folders are the shards of one run, which are judged by their alerts.',
  });
}
