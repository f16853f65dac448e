import { removeDeviceFiles } from '../../cloud/aws/device-files.ts';
import { removeShared, removeThing } from '../../cloud/aws/retire.ts';
import type { ExitCode } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';
import type { ProvisionRmOptions } from '../options/provision-options.ts';
import { chosenNames } from '../provision/device-names.ts';
import { overDevices } from '../provision/over-devices.ts';
import { writeRevocationList } from '../provision/write-revocation-list.ts';

/** `pm-sim provision rm`: things, certificates and files; with --all also the group and the policy. */
export async function provisionRmCommand(
  options: ProvisionRmOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { target, group, chosen, policyName, certsDir, json } = options;
  const { results, exitCode } = await overDevices(
    {
      target,
      names: (open) => chosenNames(open, chosen, group),
      work: async (open, thing) => {
        const certificates = await removeThing(open, thing);
        return { thing, certificates, files: await removeDeviceFiles(certsDir, thing) };
      },
      finish: async (open) => {
        if (chosen.all) await removeShared(open, { thingGroup: group, policyName });
        await writeRevocationList(open, certsDir);
      },
    },
    io,
  );
  if (json) for (const device of results) io.stdout.write(`${JSON.stringify(device)}\n`);
  const certificates = results.reduce((sum, device) => sum + device.certificates, 0);
  io.stderr.write(
    `Removed ${formatCount(results.length)} things and ${formatCount(certificates)} certificates.\n`,
  );
  return exitCode;
}
