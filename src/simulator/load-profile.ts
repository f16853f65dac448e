import type { z } from 'zod';
import { familyOf } from './devices/family-schemas.ts';
import { parseOverride, withValue, type Override } from './profile-overrides.ts';
import { profileSchema, type Profile, type ProfileSections } from './profile.ts';
import { schemaIssues } from './schema-issues.ts';
import type { Path } from './yaml-document.ts';
import { invalidDocument, issueLine, openDocument } from './yaml-library.ts';

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
  const library = { kind: 'profile', dirs: options.profileDirs } as const;
  const document = await openDocument(nameOrPath, library);
  const overrides = (options.overrides ?? []).map((argument) => parseOverride(argument));
  const written = overrides.reduce<unknown>(
    (so, { path: at, value }) => withValue(so, at, value),
    document.data,
  );
  const schema = await profileSchema(familyOf(written), options.sections);
  const { data, result } = validated(schema, written, overrides);
  if (result.success) return result.data;
  const lines = schemaIssues(result.error.issues, data, schema).map((issue) => {
    const override = overrides.findLast((candidate) => concerns(candidate.path, issue.path));
    const place = override === undefined ? undefined : `--set ${override.argument}`;
    return issueLine(place ?? document.locate(issue.path), issue);
  });
  throw invalidDocument(nameOrPath, 'profile', lines);
}

/** Not compiled for speed, as zod would do: that takes longer than the one parsing. */
const ONCE = { jitless: true } as const;

/** Validates; an override that YAML read as a number where text is wanted counts as typed. */
function validated<T>(
  schema: z.ZodType<T>,
  data: unknown,
  overrides: readonly Override[],
): { readonly data: unknown; readonly result: z.ZodSafeParseResult<T> } {
  const result = schema.safeParse(data, ONCE);
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
  return { data: again, result: schema.safeParse(again, ONCE) };
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
