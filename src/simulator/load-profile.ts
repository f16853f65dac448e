import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { errnoOf, messageOf, PmSimError } from '../runtime/errors.ts';
import { didYouMean } from '../runtime/near-match.ts';
import { familyOf } from './devices/family-schemas.ts';
import { parseProfileDocument, type Path } from './profile-document.ts';
import { profileIssues, type ProfileIssue } from './profile-issues.ts';
import { parseOverride, withValue, type Override } from './profile-overrides.ts';
import { profileSchema, type Profile, type ProfileSections } from './profile.ts';

export interface LoadProfileOptions<E, S> {
  /** `path=value` each, as given with `--set`; later ones win. */
  readonly overrides?: readonly string[];
  readonly sections: ProfileSections<E, S>;
  /** Folders that are searched for `NAME.yaml`, in order. */
  readonly profileDirs: readonly string[];
}

/**
 * Loads a profile by name, or by path when it has a slash or ends in `.yaml` or `.yml`.
 * @throws PmSimError `profile/unknown`, `profile/unreadable`, `profile/yaml`, `profile/override`,
 * `profile/invalid` with one line for each thing that is wrong: file and line, path, what was expected
 */
export async function loadProfile<E, S>(
  nameOrPath: string,
  options: LoadProfileOptions<E, S>,
): Promise<Profile<E, S>> {
  const file = isPath(nameOrPath) ? nameOrPath : await findByName(nameOrPath, options.profileDirs);
  const shownFile = path.relative('', file) || file;
  const document = parseProfileDocument(await readText(file), shownFile);
  const overrides = (options.overrides ?? []).map((argument) => parseOverride(argument));
  const written = overrides.reduce<unknown>(
    (so, { path: at, value }) => withValue(so, at, value),
    document.data,
  );
  const schema = profileSchema(familyOf(written), options.sections);
  const { data, result } = validated(schema, written, overrides);
  if (result.success) return result.data;
  const issues = profileIssues(result.error.issues, data, schema);
  throw invalidProfile(
    nameOrPath,
    issues.map((issue) => {
      const override = overrides.findLast((candidate) => concerns(candidate.path, issue.path));
      return override === undefined
        ? `${document.locate(issue.path)}: ${dotted(issue)}${issue.problem}`
        : `--set ${override.argument}: ${dotted(issue)}${issue.problem}`;
    }),
  );
}

export interface ProfileListing {
  readonly name: string;
  readonly description: string;
  readonly path: string;
}

/** Every profile in the folders, by name; of two with one name the first folder's counts. */
export async function listProfiles(
  profileDirs: readonly string[],
): Promise<readonly ProfileListing[]> {
  const found = new Map<string, ProfileListing>();
  for (const file of await profileFiles(profileDirs)) {
    const name = nameOf(file);
    if (!found.has(name))
      found.set(name, { name, description: await descriptionOf(file), path: file });
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

const YAML_ENDING = /\.ya?ml$/u;

function isPath(nameOrPath: string): boolean {
  return YAML_ENDING.test(nameOrPath) || /[\\/]/u.test(nameOrPath);
}

async function findByName(name: string, profileDirs: readonly string[]): Promise<string> {
  const files = await profileFiles(profileDirs);
  const file = files.find((candidate) => nameOf(candidate) === name);
  if (file !== undefined) return file;
  const names = files.map((candidate) => nameOf(candidate));
  throw new PmSimError(
    'profile/unknown',
    `There is no device profile "${name}".${didYouMean(name, names)}`,
    {
      hint: `Known profiles: ${names.join(', ') || 'none'}. A file is given by its path; an AWS credentials profile with --aws-profile.`,
    },
  );
}

function nameOf(file: string): string {
  return path.basename(file).replace(YAML_ENDING, '');
}

async function profileFiles(profileDirs: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    profileDirs.map(async (folder) => {
      const names = await namesIn(folder);
      return names
        .filter((name) => YAML_ENDING.test(name))
        .toSorted()
        .map((name) => path.join(folder, name));
    }),
  );
  return lists.flat();
}

/** A folder that is not there holds no profiles: users' own folders are optional. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
}

/** A broken file is listed too; running it says what is wrong. */
async function descriptionOf(file: string): Promise<string> {
  try {
    const { description } = parseProfileDocument(await readText(file), file).data;
    return typeof description === 'string' ? description : '(no description)';
  } catch (error) {
    return `(${messageOf(error)})`;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): PmSimError {
  const missing = errnoOf(cause) === 'ENOENT';
  const reason = missing ? 'no such file' : messageOf(cause);
  return new PmSimError('profile/unreadable', `Cannot read ${file}: ${reason}.`, {
    hint: 'Name a profile that `pm-sim ls profiles` shows, or a YAML file that you may read.',
    cause,
  });
}

/** Validates; an override that YAML read as a number where text is wanted counts as typed. */
function validated<T>(
  schema: z.ZodType<T>,
  data: unknown,
  overrides: readonly Override[],
): { readonly data: unknown; readonly result: z.ZodSafeParseResult<T> } {
  const result = schema.safeParse(data);
  if (result.success) return { data, result };
  const asText = overrides.filter(({ path: at }) =>
    result.error.issues.some(
      (issue) =>
        issue.code === 'invalid_type' &&
        issue.expected === 'string' &&
        equal(issue.path as Path, at),
    ),
  );
  if (asText.length === 0) return { data, result };
  const again = asText.reduce((value, { path: at, text }) => withValue(value, at, text), data);
  return { data: again, result: schema.safeParse(again) };
}

function equal(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
}

/** Whether an issue lies at or below what was set, or at a parent that setting it created. */
function concerns(set: Path, issue: Path): boolean {
  return set.length <= issue.length
    ? set.every((step, i) => step === issue[i])
    : issue.length > 0 && issue.every((step, i) => step === set[i]);
}

function dotted({ path: steps }: ProfileIssue): string {
  return steps.length === 0 ? '' : `${steps.join('.')}: `;
}

/** Lines shown; the rest is counted. */
const LINES_MAX = 12;

function invalidProfile(name: string, lines: readonly string[]): PmSimError {
  const more = lines.length - LINES_MAX;
  const shown = [...lines.slice(0, LINES_MAX), ...(more > 0 ? [`and ${more} more`] : [])];
  return new PmSimError(
    'profile/invalid',
    [`The profile ${name} is not valid.`, ...shown.map((line) => `  ${line}`)].join('\n'),
    {
      hint: `Mend the ${lines.length === 1 ? 'line' : 'lines'} named and run \`pm-sim validate ${name}\`.`,
    },
  );
}
