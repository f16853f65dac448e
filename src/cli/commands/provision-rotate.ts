import { rotateDevice } from '../../cloud/aws/rotate.ts';
import type { ExitCode } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';
import type { ProvisionRotateOptions } from '../options/provision-options.ts';
import { chosenNames } from '../provision/device-names.ts';
import { overDevices } from '../provision/over-devices.ts';
import { readPassphrase } from '../provision/passphrase.ts';
import { writeRevocationList } from '../provision/write-revocation-list.ts';

/** `pm-sim provision rotate`: new keys and certificates; the old ones go once the new are in place. */
export async function provisionRotateCommand(
  options: ProvisionRotateOptions,
  io: CliIo,
): Promise<ExitCode> {
  if (options.job !== undefined) {
    const { rotateByJobCommand } = await import('./provision-rotate-by-job.ts');
    return rotateByJobCommand({ ...options, job: options.job }, io);
  }
  const { certsDir, policyName, group, chosen } = options;
  const secret = await readPassphrase(options.passphraseFile, io.env);
  const settings = { certsDir, policyName, ...secret };
  const { results, exitCode } = await overDevices(
    {
      target: options.target,
      names: (target) => chosenNames(target, chosen, group),
      work: (target, name) => rotateDevice({ ...target, ...settings }, name),
      finish: async (target) => void (await writeRevocationList(target, certsDir)),
    },
    io,
  );
  if (options.json) {
    for (const { name, certificateId, notAfter, retired } of results) {
      const ends = new Date(notAfter).toISOString();
      io.stdout.write(
        `${JSON.stringify({ thing: name, certificateId, notAfter: ends, retired })}\n`,
      );
    }
  }
  const retired = results.reduce((sum, device) => sum + device.retired, 0);
  io.stderr.write(
    `Rotated ${formatCount(results.length)} devices; ${formatCount(retired)} old certificates are ` +
      `deleted. Files are in ${certsDir}.\n`,
  );
  return exitCode;
}
