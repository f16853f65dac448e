import { allowRoleAlias, ensureRoleAlias } from '../../cloud/aws/role-alias.ts';
import { accountOf } from '../../cloud/aws/fleet-resources.ts';
import {
  prepareFleet,
  provisionDevice,
  type ProvisionState,
  type ProvisionedDevice,
} from '../../cloud/aws/things.ts';
import { devicePolicyDocument } from '../../cloud/stack/device-policy.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';
import type { ProvisionCreateOptions } from '../options/provision-options.ts';
import { newNames } from '../provision/device-names.ts';
import type { Target } from '../provision/open-target.ts';
import { overDevices } from '../provision/over-devices.ts';
import { readPassphrase } from '../provision/passphrase.ts';

/** `pm-sim provision create`: things, certificates and files; what is in order already is kept. */
export async function provisionCreateCommand(
  options: ProvisionCreateOptions,
  io: CliIo,
): Promise<ExitCode> {
  if (options.claim !== undefined) {
    const { provisionByClaimCommand } = await import('./provision-by-claim.ts');
    return provisionByClaimCommand({ ...options, claim: options.claim }, io);
  }
  const names = newNames(options.naming);
  const secret = await readPassphrase(options.passphraseFile, io.env);
  const { certsDir, thingType, policyName, group: thingGroup } = options;
  const settings = { certsDir, thingType, thingGroup, policyName, ...secret };
  const { role } = options;
  const { results, place, exitCode } = await overDevices(
    {
      target: options.target,
      create: true,
      names: async (target) => {
        await prepare(target, settings);
        return names;
      },
      work: (target, name) => provisionDevice({ ...target, ...settings }, name),
      finish: async (target, _, made) => {
        if (role !== undefined) await allowRole(target, { ...role, thingType, made });
      },
    },
    io,
  );
  if (options.json) for (const device of results) io.stdout.write(`${jsonOf(device)}\n`);
  tell({ results, place, certsDir, total: names.length }, io);
  if (exitCode !== EXIT.ok) return exitCode;
  return results.some(({ state }) => state === 'disabled') ? EXIT.failure : EXIT.ok;
}

interface RoleForDevices {
  readonly roleAlias: string;
  readonly roleArn: string;
  readonly thingType: string;
  readonly made: readonly ProvisionedDevice[];
}

async function allowRole(target: Target, { made, thingType, ...role }: RoleForDevices) {
  const place = await accountOf(target, thingType);
  const policyName = await ensureRoleAlias({ ...target, ...role, place });
  for (const { certificateId } of made) {
    await allowRoleAlias(target, { place, policyName, certificateId });
  }
}

async function prepare(
  target: Target,
  settings: {
    readonly thingType: string;
    readonly thingGroup: string;
    readonly policyName: string;
  },
): Promise<void> {
  const policyDocument = devicePolicyDocument(await accountOf(target, settings.thingType));
  await prepareFleet({ ...target, ...settings, policyDocument });
}

function jsonOf(device: ProvisionedDevice): string {
  const { name, state, certificateId, notAfter, certificatePath, privateKeyPath } = device;
  const ends = new Date(notAfter).toISOString();
  return JSON.stringify({ thing: name, state, certificateId, notAfter: ends, certificatePath, privateKeyPath }); // prettier-ignore
}

interface Outcome {
  readonly results: readonly ProvisionedDevice[];
  readonly place: string;
  readonly certsDir: string;
  readonly total: number;
}

/** Names shown before the rest is counted. */
const NAMES_SHOWN = 5;

function tell({ results, place, certsDir, total }: Outcome, { stderr }: CliIo): void {
  const count = (state: ProvisionState): string =>
    formatCount(results.filter((device) => device.state === state).length);
  stderr.write(
    `${formatCount(results.length)} of ${formatCount(total)} devices at ${place}: ` +
      `${count('issued')} issued, ${count('kept')} kept. Files are in ${certsDir}.\n`,
  );
  const disabled = results.filter(({ state }) => state === 'disabled').map(({ name }) => name);
  if (disabled.length > 0) {
    const more = disabled.length > NAMES_SHOWN ? ` and ${disabled.length - NAMES_SHOWN} more` : '';
    stderr.write(
      `Revoked or inactive, and left so: ${disabled.slice(0, NAMES_SHOWN).join(', ')}${more}. ` +
        '`pm-sim provision rotate NAME` gives a device a new certificate.\n',
    );
  }
}
