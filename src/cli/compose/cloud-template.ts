import { loadCodeBundle, type CodeBundle } from '../../cloud/aws/artifact/code-bundle.ts';
import type { Template } from '../../cloud/aws/template/cloudformation.ts';
import { stackTemplate } from '../../cloud/aws/template/stack-template.ts';
import { pmSimStack } from '../../cloud/stack/pm-sim-stack.ts';
import { shardsFor } from '../../cloud/stack/shards.ts';
import { packageFile } from '../package-file.ts';
import { stackChoices } from './stack-choices.ts';
import type { RunProfile } from './profile-sections.ts';

export interface CloudTemplateOptions {
  readonly emails: readonly string[];
  readonly webhooks: readonly string[];
  readonly streamMode: 'provisioned' | 'on-demand';
  /** Of each stream; enough for the whole fleet unfiltered when absent. */
  readonly shards?: number;
  /** Folder of the functions' bundles; the one that the build writes when absent. */
  readonly codeDir?: string;
}

/** Taken for every record where nothing was measured: the size at which both limits of a shard meet. */
const RECORD_BYTES = 1_024;

/** All that a deployment needs. */
export interface CloudPackage {
  readonly template: Template;
  /** Code that the template refers to by its key. */
  readonly bundles: readonly CodeBundle[];
}

/**
 * The pipeline of a profile as a CloudFormation template.
 * @throws PmSimError `cloud/no-bundle`, `template/…`
 */
export async function cloudTemplate(
  profile: RunProfile,
  options: CloudTemplateOptions,
): Promise<Template> {
  return (await cloudPackage(profile, options)).template;
}

/** @throws PmSimError `cloud/no-bundle`, `template/…` */
export async function cloudPackage(
  profile: RunProfile,
  options: CloudTemplateOptions,
): Promise<CloudPackage> {
  const { codeDir = packageFile('dist/lambda') } = options;
  const recordsPerSecond = (profile.count * 1_000) / profile.intervalMs;
  const bytesPerSecond = recordsPerSecond * RECORD_BYTES;
  const stack = pmSimStack({
    ...stackChoices(profile),
    emails: options.emails,
    webhooks: options.webhooks,
    streamMode: options.streamMode === 'on-demand' ? 'ON_DEMAND' : 'PROVISIONED',
    shardCount: options.shards ?? shardsFor({ recordsPerSecond, bytesPerSecond }),
  });
  const handlers = [...new Set(stack.functions.map(({ handler }) => handler))];
  const bundles = await Promise.all(handlers.map((handler) => loadCodeBundle(codeDir, handler)));
  const keys = handlers.map((handler, at) => [handler, bundles[at]?.key] as const);
  const template = stackTemplate(stack, {
    title: profile.profile,
    codeKeys: Object.fromEntries(keys),
  });
  return { template, bundles };
}
