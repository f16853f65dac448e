import { join } from 'node:path';
import { PmSimError } from '../../runtime/errors.ts';
import type { Shard } from '../../simulator/shard.ts';
import type { ShardChoice } from '../options/fields.ts';
import type { RunOptions } from '../options/run-options.ts';

/**
 * Variables in which a job tells its parts apart, from 0: an indexed Job of Kubernetes
 * (kubernetes.io, "Indexed Job for Parallel Processing with Static Work Assignment") and an array job
 * of AWS Batch (AWS Batch user guide, "Array jobs").
 */
const INDEX_VARIABLES = ['JOB_COMPLETION_INDEX', 'AWS_BATCH_JOB_ARRAY_INDEX'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** The part of a fleet that this process runs. */
interface RunShard extends Shard {
  /** `shard-3-of-10`: folder of this part beneath those that are asked for. */
  readonly folder: string;
}

/**
 * Which part of a fleet was chosen, where the environment says so if need be.
 * @throws PmSimError `run/no-shard-index`
 */
function ownShard(choice: ShardChoice, env: Environment): RunShard {
  const { count } = choice;
  const index = choice.index ?? indexFrom(env, count);
  return { index, count, folder: `shard-${index + 1}-of-${count}` };
}

/**
 * The options of the process that runs one part: its state and its report lie in folders of their
 * own, so that the parts may be started with the same command line on the same disk.
 */
export function ofOwnShard(
  options: RunOptions,
  env: Environment,
): { readonly options: RunOptions; readonly shard: Shard | undefined } {
  if (options.shard === undefined) return { options, shard: undefined };
  const { folder, ...shard } = ownShard(options.shard, env);
  const { twin, outDir } = options;
  const own = {
    ...options,
    twin: { ...twin, stateDir: join(twin.stateDir, folder) },
    ...(outDir === undefined ? {} : { outDir: join(outDir, folder) }),
  };
  return { options: own, shard };
}

function indexFrom(env: Environment, count: number): number {
  const variable = INDEX_VARIABLES.find((name) => (env[name] ?? '') !== '');
  const hint = 'Write --shard 3/10 where no job says which part it is.';
  if (variable === undefined) {
    const text = `--shard auto/${count}: neither ${INDEX_VARIABLES.join(' nor ')} says which part this is.`;
    throw new PmSimError('run/no-shard-index', text, { hint });
  }
  const value = env[variable] ?? '';
  const index = Number(value);
  if (/^\d+$/.test(value) && index < count) return index;
  const text = `${variable} is "${value}", and --shard auto/${count} expects 0 to ${count - 1}.`;
  throw new PmSimError('run/no-shard-index', text, { hint });
}
