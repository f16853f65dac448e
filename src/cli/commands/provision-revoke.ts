import { revokeThing } from '../../cloud/aws/retire.ts';
import type { ExitCode } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';
import type { ProvisionRevokeOptions } from '../options/provision-options.ts';
import { chosenNames } from '../provision/device-names.ts';
import { overDevices } from '../provision/over-devices.ts';
import { writeRevocationList } from '../provision/write-revocation-list.ts';

/** `pm-sim provision revoke`: the certificates stay known, and let nobody in any more. */
export async function provisionRevokeCommand(
  options: ProvisionRevokeOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { target, group, chosen, certsDir, json } = options;
  let list: string | undefined;
  const { results, exitCode } = await overDevices(
    {
      target,
      names: (open) => chosenNames(open, chosen, group),
      work: async (open, thing) => ({ thing, revoked: await revokeThing(open, thing) }),
      finish: async (open) => {
        list = await writeRevocationList(open, certsDir);
      },
    },
    io,
  );
  if (json) for (const device of results) io.stdout.write(`${JSON.stringify(device)}\n`);
  const certificates = results.reduce((sum, { revoked }) => sum + revoked.length, 0);
  io.stderr.write(
    `Revoked ${formatCount(certificates)} certificates of ${formatCount(results.length)} devices.${list === undefined ? '' : ` For other brokers: ${list}.`}\n`,
  );
  return exitCode;
}
