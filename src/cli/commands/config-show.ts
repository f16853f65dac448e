import type { z } from 'zod';
import { PmSimError } from '../../runtime/errors.ts';
import type { CommandSpec } from '../command-spec.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wantsColour, type CliIo } from '../io.ts';
import { loadConfigFile } from '../options/config-file.ts';
import type { ConfigFile } from '../options/search-config.ts';
import type { ConfigShowOptions } from '../options/config-options.ts';
import { sourcedValues } from '../options/sourced-values.ts';
import { settingSchemas } from '../schemas/config-file-schema.ts';
import { createStyle } from '../style.ts';
import { alignColumns } from '../table.ts';
import { COMMANDS } from './index.ts';

/** A setting, its value and whose word it is. */
interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: unknown;
  /** `default`, the name of an environment variable, or the place in a file. */
  readonly origin: string;
  /** What was expected instead, where the value is refused. */
  readonly wrong?: string;
}

/** `pm-sim config show`: exit code 2 when a value that is set would be refused. */
export async function configShowCommand(options: ConfigShowOptions, io: CliIo): Promise<ExitCode> {
  const config = await loadConfigFile(io.cwd, options.config);
  const settings: Setting[] = [];
  for (const [section, specs] of sections(options.section)) {
    for (const spec of specs) settings.push(...(await settingsOf(spec, { section, config, io })));
  }
  const all = options.section !== undefined;
  const shown = distinct(settings).filter(({ origin }) => all || origin !== DEFAULT);
  if (options.json) io.stdout.write(`${JSON.stringify({ file: config?.path, settings: shown })}\n`);
  else io.stdout.write(text(shown, config, io));
  return shown.some(({ wrong }) => wrong !== undefined) ? EXIT.usage : EXIT.ok;
}

const DEFAULT = 'default';

function sections(named: string | undefined): Map<string, CommandSpec[]> {
  const found = new Map<string, CommandSpec[]>();
  for (const spec of COMMANDS) {
    const section = spec.settings?.section;
    if (section === undefined || (named !== undefined && named !== section)) continue;
    found.set(section, [...(found.get(section) ?? []), spec]);
  }
  return found;
}

interface Place {
  readonly section: string;
  readonly config: ConfigFile | undefined;
  readonly io: CliIo;
}

async function settingsOf(spec: CommandSpec, { section, config, io }: Place): Promise<Setting[]> {
  const input = { section, specs: spec.options, flags: {}, env: io.env, config };
  const given = sourcedValues(input);
  const wrong = await problems(spec, given);
  const forms = await settingSchemas(spec);
  return Object.entries(forms).map(([key, form]): Setting => {
    const set = given[key];
    const { fallback, secret } = spec.options.find((option) => option.key === key) ?? {};
    if (set !== undefined && secret === true) {
      return { section, key, value: '(hidden)', origin: set.origin };
    }
    if (set === undefined) {
      return { section, key, value: form['default'] ?? fallback, origin: DEFAULT };
    }
    const problem = wrong.get(key);
    return { section, key, ...set, ...(problem === undefined ? {} : { wrong: problem }) };
  });
}

/** What the schema says of values that are set; what is missing may still be typed. */
async function problems(
  { settings }: CommandSpec,
  given: ReturnType<typeof sourcedValues>,
): Promise<Map<string, string>> {
  const values = Object.entries(given).map(([key, { value }]) => [key, value] as const);
  const issues = issuesOf(await settings?.schema(), Object.fromEntries(values));
  return new Map(
    issues
      .map(({ path, message }) => [String(path[0] ?? ''), message] as const)
      .filter(([key]) => given[key] !== undefined),
  );
}

function issuesOf(schema: z.ZodType | undefined, values: object): readonly z.core.$ZodIssue[] {
  try {
    return schema?.safeParse(values).error?.issues ?? [];
  } catch (error) {
    // Settings that do not go together may yet be joined by what is typed.
    if (error instanceof PmSimError) return [];
    throw error;
  }
}

/** Verbs that share a section share its settings. */
function distinct(settings: readonly Setting[]): Setting[] {
  const seen = new Map(settings.map((setting) => [`${setting.section}.${setting.key}`, setting]));
  return [...seen.values()];
}

function text(settings: readonly Setting[], config: ConfigFile | undefined, io: CliIo): string {
  const style = createStyle(wantsColour(io.stdout, io.env));
  const file = config === undefined ? 'none; `pm-sim init` writes one' : config.path;
  const rows = settings.map(({ section, key, value, origin }) => [
    `${section}.${key}`,
    value === undefined ? '–' : JSON.stringify(value),
    origin,
  ]);
  const lines = alignColumns(rows).map((line, at) => {
    const { wrong, origin } = settings[at] ?? {};
    if (wrong !== undefined) return `${style.red(line)}\n  ${wrong}`;
    return origin === DEFAULT ? style.dim(line) : line;
  });
  const body = lines.length === 0 ? ['nothing is set: every command has its defaults'] : lines;
  return [`configuration file: ${file}`, ...body, ''].join('\n');
}
