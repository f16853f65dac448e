import type { CommandSpec } from '../command-spec.ts';
import { CRL_DAYS_FLAG, FILE_FLAGS, REPORT_FLAGS, TARGET_FLAGS } from '../options/provision-flags.ts'; // prettier-ignore

const FLAGS = [
  CRL_DAYS_FLAG,
  ...FILE_FLAGS.filter(({ key }) => key === 'out'),
  ...TARGET_FLAGS,
  ...REPORT_FLAGS,
];

export const provisionCrlSpec: CommandSpec = {
  name: 'provision crl',
  operands: [],
  summary: 'Write the list of revoked certificates that other brokers ask for.',
  options: FLAGS,
  examples: [
    ['pm-sim provision crl', 'certs/crl.pem; `crlfile` of mosquitto, `openssl verify -crl_check`'],
  ],
  settings: {
    section: 'provision-crl',
    schema: async () => (await import('../options/provision-options.ts')).provisionCrlSchema,
  },
  async run({ flags }, io) {
    const [{ readOptions }, { provisionCrlSchema: schema }, { provisionCrlCommand }] =
      await Promise.all([
        import('../options/read-options.ts'),
        import('../options/provision-options.ts'),
        import('./provision-crl.ts'),
      ]);
    const input = { section: 'provision-crl', specs: FLAGS, schema, flags };
    return provisionCrlCommand(await readOptions(input, io), io);
  },
};
