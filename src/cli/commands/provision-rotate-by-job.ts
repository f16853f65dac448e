import { rotateByJob, type RotatedByJob } from '../../cloud/aws/rotate-by-job.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';
import type { ProvisionRotateOptions } from '../options/provision-options.ts';
import { chosenNames } from '../provision/device-names.ts';
import { overDevices } from '../provision/over-devices.ts';

/** `pm-sim provision rotate --job`: devices that run replace their certificates themselves. */
export async function rotateByJobCommand(
  options: ProvisionRotateOptions & { readonly job: NonNullable<ProvisionRotateOptions['job']> },
  io: CliIo,
): Promise<ExitCode> {
  const { group, chosen, job, target, json } = options;
  const settings = { ...job, run: io.newSeed() };
  const { results, exitCode } = await overDevices(
    {
      target,
      names: (open) => chosenNames(open, chosen, group),
      work: (open, name) => rotateByJob({ ...open, ...settings }, name),
    },
    io,
  );
  if (json) for (const { name, ...rest } of results) io.stdout.write(`${JSON.stringify({ thing: name, ...rest })}\n`); // prettier-ignore
  const failed = results.filter(({ status }) => status !== 'SUCCEEDED');
  const deactivated = results.reduce((sum, each) => sum + each.deactivated, 0);
  io.stderr.write(
    `${formatCount(results.length - failed.length)} of ${formatCount(results.length)} devices have ` +
      `replaced their certificates; ${formatCount(deactivated)} old ones are inactive.\n`,
  );
  for (const each of failed) io.stderr.write(`${failureText(each)}\n`);
  if (exitCode !== EXIT.ok) return exitCode;
  return failed.length > 0 ? EXIT.failure : EXIT.ok;
}

function failureText({ name, jobId, status, reason }: RotatedByJob): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${name}: job ${jobId} is ${status}${why}. Its old certificate is still active.`;
}
