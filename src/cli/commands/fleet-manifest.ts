import { PmSimError } from '../../runtime/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { batchJob, ecsTasks } from '../fleet/aws-jobs.ts';
import type { FleetJob } from '../fleet/fleet-job.ts';
import { kubernetesJob } from '../fleet/kubernetes-job.ts';
import type { CliIo } from '../io.ts';
import type { FleetManifestOptions } from '../options/fleet-options.ts';

/** `pm-sim fleet manifest`: the job and nothing else; equal input, equal bytes. */
export async function fleetManifestCommand(
  options: FleetManifestOptions,
  io: CliIo,
): Promise<ExitCode> {
  io.stdout.write(manifestOf(options));
  return EXIT.ok;
}

function manifestOf(options: FleetManifestOptions): string {
  const { name, image, shards, cpus, memory, roleArn } = options;
  const args = ['run', ...runArguments(options), '--shard', `auto/${shards}`, '--json'];
  const job: FleetJob = { name, image, shards, cpus, memoryMib: memory, args };
  if (options.for === 'kubernetes') return kubernetesJob(job, options.claim);
  return options.for === 'batch' ? batchJob(job, roleArn) : ecsTasks(job, roleArn);
}

/** Flags that the job sets itself. */
const OWN_FLAGS = ['--shard', '--json', '--out'];

/** @throws PmSimError `fleet/run-arguments` */
function runArguments({ run, shards }: FleetManifestOptions): readonly string[] {
  const args = run[0] === 'run' ? run.slice(1) : run;
  const has = (flag: string): boolean =>
    args.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
  const own = OWN_FLAGS.find(has);
  if (own !== undefined) throw refused(`${own} is set by the job itself.`, 'Leave it out.');
  if (shards > 1 && !has('--seed')) {
    throw refused(
      'Every part would draw a seed of its own.',
      'Add --seed, so that all simulate one fleet.',
    );
  }
  return args;
}

function refused(what: string, hint: string): PmSimError {
  return new PmSimError('fleet/run-arguments', `After --: ${what}`, { hint });
}
