import { join } from 'node:path';
import { createClaim } from '../../cloud/aws/claim.ts';
import { writeDeviceFiles } from '../../cloud/aws/device-files.ts';
import { accountOf, ensureAnyPolicy, ensureThingGroup } from '../../cloud/aws/fleet-resources.ts';
import { devicePolicyDocument } from '../../cloud/stack/device-policy.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { ProvisionClaimOptions } from '../options/provision-options.ts';
import { withTarget } from '../provision/open-target.ts';
import { readPassphrase } from '../provision/passphrase.ts';

/** `pm-sim provision claim`: a template, and the files of a certificate that may use it. */
export async function provisionClaimCommand(
  options: ProvisionClaimOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { target, template, thingType, group: thingGroup, policyName, certsDir } = options;
  const { passphrase } = await readPassphrase(options.passphraseFile, io.env);
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const issued = await withTarget({ target, io, signal, create: true }, async (open) => {
    const place = await accountOf(open, thingType);
    await ensureAnyPolicy(open, { policyName, policyDocument: devicePolicyDocument(place) });
    await ensureThingGroup(open, thingGroup);
    return createClaim({ ...open, ...options, thingGroup, place });
  });
  const { arn: _arn, ...claim } = issued;
  const files = writeDeviceFiles(certsDir, { ...claim, name: template }, passphrase);
  const { certificateId, certificatePath } = files;
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ template, certificateId, certificatePath })}\n`);
  }
  io.stderr.write(
    `The template ${template} is there. Its claim is in ${join(certsDir, template)}; ` +
      'whoever has it can provision devices, so revoke it when they are.\n',
  );
  return EXIT.ok;
}
