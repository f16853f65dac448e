import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, JSON_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';
import type { OptionSpec } from '../options/option-spec.ts';

const SHOW_FLAGS = [JSON_FLAG, CONFIG_FLAG, VERBOSE_FLAG];

const SCHEMA_FLAGS: readonly OptionSpec[] = [
  {
    key: 'out',
    flags: '--out <dir>',
    summary: 'write all of them there, as NAME.schema.json',
    group: 'Output:',
    path: true,
  },
  VERBOSE_FLAG,
];

const showSpec: CommandSpec = {
  name: 'config show',
  operands: [['[command]', 'every setting of this command, such as run or edge-run']],
  summary: 'Show what the configuration file and the environment say, and where each value stands.',
  options: SHOW_FLAGS,
  examples: [
    ['pm-sim config show', 'what is set, by whom'],
    ['pm-sim config show run', 'every setting of `run`, defaults included'],
  ],
  async run({ flags, operands }, io) {
    const [{ readPlainOptions }, { configShowSchema }, { configShowCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/config-options.ts'),
      import('./config-show.ts'),
    ]);
    const [section] = operands;
    const given = { ...flags, ...(section === undefined ? {} : { section }) };
    const input = { section: 'config-show', specs: SHOW_FLAGS, schema: configShowSchema };
    return configShowCommand(readPlainOptions({ ...input, flags: given }, io), io);
  },
};

const schemaSpec: CommandSpec = {
  name: 'config schema',
  operands: [['[name]', 'config (default), profile, scenario or edge']],
  summary: 'Print the JSON Schema of a kind of file, for editors.',
  options: SCHEMA_FLAGS,
  examples: [
    ['pm-sim config schema profile > profile.schema.json', 'what a device profile may say'],
    ['pm-sim config schema --out schemas', 'all four, for `# yaml-language-server: $schema=…`'],
  ],
  async run({ flags, operands }, io) {
    const [{ readPlainOptions }, { configSchemaSchema }, { configSchemaCommand }] =
      await Promise.all([
        import('../options/read-options.ts'),
        import('../options/config-options.ts'),
        import('./config-schema.ts'),
      ]);
    const [name] = operands;
    const given = { ...flags, ...(name === undefined ? {} : { name }) };
    const input = { section: 'config-schema', specs: SCHEMA_FLAGS, schema: configSchemaSchema };
    return configSchemaCommand(readPlainOptions({ ...input, flags: given }, io), io);
  },
};

/** `pm-sim config show|schema`; neither has settings of its own, so that a broken file can be looked at. */
export const configSpecs: readonly CommandSpec[] = [showSpec, schemaSpec];
