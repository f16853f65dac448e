import type { CommandSpec } from '../command-spec.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { AWS_FLAGS, GROUP_FLAG, STACK_FLAG, YES_FLAG } from '../options/aws-flags.ts';
import { PIPELINE_FLAGS } from '../options/cloud-flags.ts';
import { CONFIG_FLAG, JSON_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';
import type { OptionSpec } from '../options/option-spec.ts';
import type { ZodType } from 'zod';

interface Loaded<T> {
  readonly schema: ZodType<T>;
  readonly command: (options: T, io: CliIo) => Promise<ExitCode>;
}

interface StackSpec<T> extends Pick<CommandSpec, 'summary' | 'examples'> {
  readonly verb: 'deploy' | 'diff' | 'status' | 'destroy' | 'orphans';
  readonly options: readonly OptionSpec[];
  readonly load: () => Promise<Loaded<T>>;
}

function specOf<T>({ verb, options, load, ...shown }: StackSpec<T>): CommandSpec {
  const section = `cloud-${verb}` as const;
  const specs = [...options, JSON_FLAG, CONFIG_FLAG, VERBOSE_FLAG];
  return {
    ...shown,
    name: `cloud ${verb}`,
    operands: [],
    options: specs,
    settings: { section, schema: async () => (await load()).schema },
    async run({ flags }, io) {
      const [{ readOptions }, { schema, command }] = await Promise.all([
        import('../options/read-options.ts'),
        load(),
      ]);
      return command(await readOptions({ section, specs, schema, flags }, io), io);
    },
  };
}

const optionsModule = () => import('../options/aws-options.ts');

const deploySpec = specOf({
  verb: 'deploy',
  summary: "Make or change the stack of a profile's pipeline on AWS, after showing what changes.",
  options: [...PIPELINE_FLAGS, STACK_FLAG, ...AWS_FLAGS, YES_FLAG],
  examples: [
    [
      'pm-sim cloud deploy --profile wind-farm --email crew@example.com',
      'shows what would be made, asks, and tells how it goes',
    ],
    [
      'pm-sim cloud deploy --profile wind-farm --stack test --aws-profile lab --yes --json',
      'another stack beside it, from a script',
    ],
  ],
  load: async () => {
    const [{ deploySchema: schema }, { cloudDeployCommand: command }] = await Promise.all([
      optionsModule(),
      import('./cloud-deploy.ts'),
    ]);
    return { schema, command };
  },
});

const FAIL_FLAG: OptionSpec = {
  key: 'failOnChange',
  flags: '--fail-on-change',
  summary: 'exit code 99 when something differs',
  group: 'Output:',
};

const diffSpec = specOf({
  verb: 'diff',
  summary: 'Show what a deployment would change, property by property.',
  options: [...PIPELINE_FLAGS, FAIL_FLAG, STACK_FLAG, ...AWS_FLAGS],
  examples: [
    ['pm-sim cloud diff --profile wind-farm', 'changes nothing, and exits with 0 either way'],
    [
      'pm-sim cloud diff --profile wind-farm --fail-on-change',
      'a CI job that fails when the stack is not what the profile says',
    ],
  ],
  load: async () => {
    const [{ diffSchema: schema }, { cloudDiffCommand: command }] = await Promise.all([
      optionsModule(),
      import('./cloud-diff.ts'),
    ]);
    return { schema, command };
  },
});

const DRIFT_FLAG: OptionSpec = {
  key: 'drift',
  flags: '--drift',
  summary: 'also find parts that were changed past CloudFormation, which takes a minute',
  group: 'Output:',
};

const statusSpec = specOf({
  verb: 'status',
  summary: 'Show the parts of a stack, how far its readers are behind, and the last alerts.',
  options: [DRIFT_FLAG, STACK_FLAG, GROUP_FLAG, ...AWS_FLAGS],
  examples: [
    ['pm-sim cloud status', 'exit code 1 when the stack has failed'],
    ['pm-sim cloud status --drift --json', 'with what somebody changed by hand, for a script'],
  ],
  load: async () => {
    const [{ statusSchema: schema }, { cloudStatusCommand: command }] = await Promise.all([
      optionsModule(),
      import('./cloud-status.ts'),
    ]);
    return { schema, command };
  },
});

const destroySpec = specOf({
  verb: 'destroy',
  summary: 'Take a stack away with its devices, certificates and buckets; needs no local file.',
  options: [STACK_FLAG, GROUP_FLAG, ...AWS_FLAGS, YES_FLAG],
  examples: [
    ['pm-sim cloud destroy', 'shows what would go, and asks'],
    ['pm-sim cloud destroy --stack test --yes --json', 'from a script, on any machine'],
  ],
  load: async () => {
    const [{ destroySchema: schema }, { cloudDestroyCommand: command }] = await Promise.all([
      optionsModule(),
      import('./cloud-destroy.ts'),
    ]);
    return { schema, command };
  },
});

const DELETE_FLAG: OptionSpec = {
  key: 'delete',
  flags: '--delete',
  summary: 'delete what was found, after asking',
  group: 'Output:',
};

const orphansSpec = specOf({
  verb: 'orphans',
  summary: 'Find what is tagged or named ours and belongs to no stack; needs no local file.',
  options: [DELETE_FLAG, ...AWS_FLAGS, YES_FLAG],
  examples: [
    ['pm-sim cloud orphans', 'what still costs, or lets a device in'],
    ['pm-sim cloud orphans --delete', 'shows it, asks, and takes it away'],
  ],
  load: async () => {
    const [{ orphansSchema: schema }, { cloudOrphansCommand: command }] = await Promise.all([
      optionsModule(),
      import('./cloud-orphans.ts'),
    ]);
    return { schema, command };
  },
});

/** Commands about a stack on AWS, in the order in which they are used. */
export const cloudStackSpecs: readonly CommandSpec[] = [
  deploySpec,
  diffSpec,
  statusSpec,
  destroySpec,
  orphansSpec,
];
