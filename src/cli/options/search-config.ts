import { resolve } from 'node:path';
import { cosmiconfig } from 'cosmiconfig';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';

/** A configuration file as read: sections by command name, not yet judged. */
export interface ConfigFile {
  readonly path: string;
  readonly content: unknown;
}

export interface ConfigSearch {
  readonly cwd: string;
  readonly named: string | undefined;
  /** Names of the file. */
  readonly searchPlaces: readonly string[];
}

/**
 * Reads the named file, or the nearest one from `cwd` up to the folder of the project. A module of its
 * own since it is loaded on use: the package is CommonJS, and loaded so it would have no named exports.
 * @throws PmSimError `config/unreadable`
 */
export async function searchConfig({
  cwd,
  named,
  searchPlaces,
}: ConfigSearch): Promise<ConfigFile | undefined> {
  const explorer = cosmiconfig('pm-sim', {
    searchPlaces: [...searchPlaces],
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
