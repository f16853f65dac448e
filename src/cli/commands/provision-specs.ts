import type { z } from 'zod';
import type { CommandSpec } from '../command-spec.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { OptionSpec } from '../options/option-spec.ts';
import { provisionCrlSpec } from './provision-crl-spec.ts';
import {
  ALL_FLAG,
  CLAIM_FILE_FLAGS,
  CLAIM_FLAGS,
  DAYS_FLAG,
  FILE_FLAGS,
  GROUP_FLAG,
  JOB_FLAGS,
  NAMING_FLAGS,
  POLICY_FLAG,
  REPORT_FLAGS,
  ROLE_FLAGS,
  TARGET_FLAGS,
  TEMPLATE_FLAGS,
} from '../options/provision-flags.ts';

interface ProvisionVerb<T> extends Pick<CommandSpec, 'summary' | 'examples' | 'options'> {
  readonly verb: 'create' | 'claim' | 'ls' | 'rotate' | 'revoke' | 'rm' | 'verify';
  /** What the names given on the command line are. */
  readonly about: string;
  /** Imports the schema and the command, so that help stays quick. */
  readonly load: () => Promise<{
    readonly schema: z.ZodType<T>;
    readonly command: (options: T, io: CliIo) => Promise<ExitCode>;
  }>;
}

function specOf<T>({ verb, about, load, ...shown }: ProvisionVerb<T>): CommandSpec {
  const section = `provision-${verb}` as const;
  return {
    name: `provision ${verb}`,
    operands: [['[names...]', about]],
    ...shown,
    settings: { section, schema: async () => (await load()).schema },
    async run({ flags, operands }, io) {
      const [{ readOptions }, { schema, command }] = await Promise.all([
        import('../options/read-options.ts'),
        load(),
      ]);
      const given = { ...flags, names: operands[0] ?? [] };
      const input = { section, specs: shown.options, schema, flags: given };
      return command(await readOptions(input, io), io);
    },
  };
}

const optionsModule = () => import('../options/provision-options.ts');
const KEPT: readonly OptionSpec[] = [...TARGET_FLAGS, GROUP_FLAG];

const createSpec = specOf({
  verb: 'create',
  about: 'names of the devices; or give --count and --prefix',
  summary: 'Give devices a thing, a certificate and files; what is in order is kept.',
  options: [...NAMING_FLAGS, GROUP_FLAG, POLICY_FLAG, DAYS_FLAG, ...ROLE_FLAGS, ...FILE_FLAGS, ...TARGET_FLAGS, ...CLAIM_FLAGS, ...REPORT_FLAGS], // prettier-ignore
  examples: [
    ['pm-sim provision create -c 20 --prefix wt', 'wt-001 to wt-020 on the local twin'],
    ['pm-sim provision create pump-a pump-b --target aws --region eu-west-1', 'two on AWS'],
    ['pm-sim provision create pump-a --claim claims/pumps --template pumps', 'over MQTT'],
  ],
  load: async () => {
    const [{ provisionCreateSchema: schema }, { provisionCreateCommand: command }] =
      await Promise.all([optionsModule(), import('./provision-create.ts')]);
    return { schema, command };
  },
});

const claimSpec = specOf({
  verb: 'claim',
  about: 'name of the provisioning template',
  summary: 'Make a provisioning template, and a certificate that devices are provisioned with.',
  options: [...TEMPLATE_FLAGS, GROUP_FLAG, POLICY_FLAG, DAYS_FLAG, ...CLAIM_FILE_FLAGS, ...TARGET_FLAGS, ...REPORT_FLAGS], // prettier-ignore
  examples: [['pm-sim provision claim pumps', 'files of the claim in claims/pumps']],
  load: async () => {
    const [{ provisionClaimSchema: schema }, { provisionClaimCommand: command }] =
      await Promise.all([optionsModule(), import('./provision-claim.ts')]);
    return { schema, command };
  },
});

const lsSpec = specOf({
  verb: 'ls',
  about: 'names of devices; the whole group unless given',
  summary: 'List devices with their certificates, status and end of validity.',
  options: [...KEPT, ...REPORT_FLAGS],
  examples: [
    ['pm-sim provision ls', 'what the twin of ./.pm-sim knows'],
    ['pm-sim provision ls --target aws --json', 'one JSON object a device'],
  ],
  load: async () => {
    const [{ provisionLsSchema: schema }, { provisionLsCommand: command }] = await Promise.all([
      optionsModule(),
      import('./provision-ls.ts'),
    ]);
    return { schema, command };
  },
});

const rotateSpec = specOf({
  verb: 'rotate',
  about: 'names of the devices; or give --all',
  summary: 'Give devices new keys and certificates, and delete the old ones.',
  options: [ALL_FLAG, ...JOB_FLAGS, GROUP_FLAG, POLICY_FLAG, DAYS_FLAG, ...FILE_FLAGS, ...TARGET_FLAGS, ...REPORT_FLAGS], // prettier-ignore
  examples: [
    ['pm-sim provision rotate wt-003', 'the old certificate goes when the new is there'],
    ['pm-sim provision rotate edge-1 --job agents --target aws', 'the agent makes its own key'],
  ],
  load: async () => {
    const [{ provisionRotateSchema: schema }, { provisionRotateCommand: command }] =
      await Promise.all([optionsModule(), import('./provision-rotate.ts')]);
    return { schema, command };
  },
});

const [OUT_FLAG] = FILE_FLAGS as readonly [OptionSpec, ...OptionSpec[]];

const revokeSpec = specOf({
  verb: 'revoke',
  about: 'names of the devices; or give --all',
  summary: 'Revoke the certificates of devices: they are refused from then on.',
  options: [ALL_FLAG, OUT_FLAG, ...KEPT, ...REPORT_FLAGS],
  examples: [['pm-sim provision revoke wt-003', 'its next connection is refused, with the reason']],
  load: async () => {
    const [{ provisionRevokeSchema: schema }, { provisionRevokeCommand: command }] =
      await Promise.all([optionsModule(), import('./provision-revoke.ts')]);
    return { schema, command };
  },
});

const rmSpec = specOf({
  verb: 'rm',
  about: 'names of the devices; or give --all',
  summary: 'Remove devices with everything that was made for them; needs no local file.',
  options: [ALL_FLAG, GROUP_FLAG, POLICY_FLAG, OUT_FLAG, ...TARGET_FLAGS, ...REPORT_FLAGS],
  examples: [
    ['pm-sim provision rm wt-003', 'thing, certificate and files'],
    ['pm-sim provision rm --all --target aws', 'the fleet, its group and its policy'],
  ],
  load: async () => {
    const [{ provisionRmSchema: schema }, { provisionRmCommand: command }] = await Promise.all([
      optionsModule(),
      import('./provision-rm.ts'),
    ]);
    return { schema, command };
  },
});

const verifySpec = specOf({
  verb: 'verify',
  about: 'names of devices; all that have files unless given',
  summary: 'Check files against each other and the target, and say what mends a finding.',
  options: [...KEPT, POLICY_FLAG, ...FILE_FLAGS, ...REPORT_FLAGS],
  examples: [['pm-sim provision verify', 'exit code 1 when something has to be mended']],
  load: async () => {
    const [{ provisionVerifySchema: schema }, { provisionVerifyCommand: command }] =
      await Promise.all([optionsModule(), import('./provision-verify.ts')]);
    return { schema, command };
  },
});

export const provisionSpecs: readonly CommandSpec[] = [
  createSpec,
  claimSpec,
  lsSpec,
  rotateSpec,
  revokeSpec,
  rmSpec,
  verifySpec,
  provisionCrlSpec,
];
