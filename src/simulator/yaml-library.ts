import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf, messageOf, PmSimError } from '../runtime/errors.ts';
import { didYouMean } from '../runtime/near-match.ts';
import type { SchemaIssue } from './schema-issues.ts';
import { parseYamlDocument, type DocumentKind, type YamlDocument } from './yaml-document.ts';

/** What is kept in folders and found by name. */
type LibraryKind = Exclude<DocumentKind, 'edge'>;

/** Where the files of a kind are looked for by name. */
export interface DocumentLibrary {
  readonly kind: LibraryKind;
  /** Folders that are searched for `NAME.yaml`, in order. */
  readonly dirs: readonly string[];
}

/**
 * Opens a file by name, or by path when it has a slash or ends in `.yaml` or `.yml`.
 * @throws PmSimError `…/unknown`, `…/unreadable`, `…/yaml`
 */
export async function openDocument(
  nameOrPath: string,
  library: DocumentLibrary,
): Promise<YamlDocument> {
  const { kind } = library;
  const file = isPath(nameOrPath) ? nameOrPath : await fileOfName(nameOrPath, library);
  const shownFile = path.relative('', file) || file;
  return parseYamlDocument(await readText(file, kind), { file: shownFile, kind });
}

export interface DocumentListing {
  readonly name: string;
  readonly description: string;
  readonly path: string;
}

/** Every file in the folders, by name; of two with one name the first folder's counts. */
export async function listDocuments({
  kind,
  dirs,
}: DocumentLibrary): Promise<readonly DocumentListing[]> {
  const found = new Map<string, DocumentListing>();
  for (const file of await filesIn(dirs, kind)) {
    const name = nameOf(file);
    if (!found.has(name))
      found.set(name, { name, description: await descriptionOf(file, kind), path: file });
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Whether a folder of the library holds a file of that name. */
export async function isKnown(name: string, { kind, dirs }: DocumentLibrary): Promise<boolean> {
  return (await filesIn(dirs, kind)).some((file) => nameOf(file) === name);
}

/** What is wrong, after the place where it stands. */
export function issueLine(place: string, { path: steps, problem }: SchemaIssue): string {
  return `${place}: ${steps.length === 0 ? '' : `${steps.join('.')}: `}${problem}`;
}

/** Lines shown; the rest is counted. */
const LINES_MAX = 12;

/** A file that was read and is wrong, with a line for each thing. */
export function invalidDocument(
  name: string,
  kind: LibraryKind,
  lines: readonly string[],
): PmSimError {
  const more = lines.length - LINES_MAX;
  const shown = [...lines.slice(0, LINES_MAX), ...(more > 0 ? [`and ${more} more`] : [])];
  return new PmSimError(
    `${kind}/invalid`,
    [`The ${kind} ${name} is not valid.`, ...shown.map((line) => `  ${line}`)].join('\n'),
    {
      hint: `Mend the ${lines.length === 1 ? 'line' : 'lines'} named and run \`pm-sim validate ${name}\`.`,
    },
  );
}

/** How messages speak of each kind. */
const WORDS: Readonly<Record<LibraryKind, { readonly one: string; readonly byPath: string }>> = {
  profile: {
    one: 'device profile',
    byPath: 'A file is given by its path; an AWS credentials profile with --aws-profile.',
  },
  scenario: { one: 'scenario', byPath: 'A file is given by its path.' },
};

const YAML_ENDING = /\.ya?ml$/u;

function isPath(nameOrPath: string): boolean {
  return YAML_ENDING.test(nameOrPath) || /[\\/]/u.test(nameOrPath);
}

async function fileOfName(name: string, { kind, dirs }: DocumentLibrary): Promise<string> {
  const files = await filesIn(dirs, kind);
  const file = files.find((candidate) => nameOf(candidate) === name);
  if (file !== undefined) return file;
  const names = files.map((candidate) => nameOf(candidate));
  const { one, byPath } = WORDS[kind];
  throw new PmSimError(
    `${kind}/unknown`,
    `There is no ${one} "${name}".${didYouMean(name, names)}`,
    { hint: `Known ${kind}s: ${[...new Set(names)].join(', ') || 'none'}. ${byPath}` },
  );
}

function nameOf(file: string): string {
  return path.basename(file).replace(YAML_ENDING, '');
}

async function filesIn(dirs: readonly string[], kind: LibraryKind): Promise<readonly string[]> {
  const lists = await Promise.all(
    dirs.map(async (folder) => {
      const names = await namesIn(folder, kind);
      return names
        .filter((name) => YAML_ENDING.test(name))
        .toSorted()
        .map((name) => path.join(folder, name));
    }),
  );
  return lists.flat();
}

/** A folder that is not there holds nothing: users' own folders are optional. */
async function namesIn(folder: string, kind: LibraryKind): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw unreadable(folder, kind, error);
  }
}

/** A broken file is listed too; running it says what is wrong. */
async function descriptionOf(file: string, kind: LibraryKind): Promise<string> {
  try {
    const { description } = parseYamlDocument(await readText(file, kind), { file, kind }).data;
    return typeof description === 'string' ? description : '(no description)';
  } catch (error) {
    return `(${messageOf(error)})`;
  }
}

async function readText(file: string, kind: LibraryKind): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(file, kind, error);
  }
}

function unreadable(file: string, kind: LibraryKind, cause: unknown): PmSimError {
  const missing = errnoOf(cause) === 'ENOENT';
  const reason = missing ? 'no such file' : messageOf(cause);
  return new PmSimError(`${kind}/unreadable`, `Cannot read ${file}: ${reason}.`, {
    hint: `Name a ${kind} that \`pm-sim ls\` shows, or a YAML file that you may read.`,
    cause,
  });
}
