import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ConfigFile } from './search-config.ts';

/** Data only: a configuration file that is code would run in whatever folder one happens to be. */
const SEARCH_PLACES = [
  'pm-sim.config.yaml',
  'pm-sim.config.yml',
  'pm-sim.config.json',
  '.pm-simrc',
  '.pm-simrc.yaml',
  '.pm-simrc.yml',
  '.pm-simrc.json',
  'package.json',
];

/**
 * Reads the named file, or the nearest one from `cwd` up to the folder of the project.
 * @throws PmSimError `config/unreadable`
 */
export async function loadConfigFile(
  cwd: string,
  named: string | undefined,
): Promise<ConfigFile | undefined> {
  // Loading the searcher takes longer than to see that there is nothing for it, as there mostly is.
  if (named === undefined && !isAnyAbove(cwd)) return undefined;
  const { searchConfig } = await import('./search-config.ts');
  return searchConfig({ cwd, named, searchPlaces: SEARCH_PLACES });
}

/** Whether the folder, or one that it lies in, has a file that might be one. */
function isAnyAbove(folder: string): boolean {
  const parent = dirname(folder);
  return (
    namesIn(folder).some((name) => SEARCH_PLACES.includes(name)) ||
    (parent !== folder && isAnyAbove(parent))
  );
}

/** All of them where the folder cannot be listed: a file in it may be readable all the same. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return SEARCH_PLACES;
  }
}
