import { readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';

/** A configuration file as read: sections by command name, not yet judged. */
export interface ConfigFile {
  readonly path: string;
  readonly content: unknown;
}

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
  const { cosmiconfig } = await import('cosmiconfig');
  const explorer = cosmiconfig('pm-sim', {
    searchPlaces: SEARCH_PLACES,
    searchStrategy: 'project',
    cache: false,
  });
  try {
    const found =
      named === undefined ? await explorer.search(cwd) : await explorer.load(resolve(cwd, named));
    if (found === null || found.isEmpty === true) return undefined;
    return { path: found.filepath, content: found.config as unknown };
  } catch (cause) {
    throw unreadable(named === undefined ? cwd : resolve(cwd, named), cause);
  }
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

function unreadable(path: string, cause: unknown): PmSimError {
  if (errnoOf(cause) === 'ENOENT') {
    return new PmSimError('config/unreadable', `There is no configuration file ${path}.`, {
      cause,
    });
  }
  const [first] = messageOf(cause).split('\n');
  return new PmSimError('config/unreadable', `The configuration file cannot be read: ${first}`, {
    hint: 'It holds YAML or JSON with a section for each command, such as run: {speed: 60}.',
    cause,
  });
}
