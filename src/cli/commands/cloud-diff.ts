import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { STSClient } from '@aws-sdk/client-sts';
import { artifactBucketName } from '../../cloud/aws/deploy/artifact-bucket.ts';
import { callerAccount } from '../../cloud/aws/deploy/caller-account.ts';
import { compareTemplates, type PropertyChange } from '../../cloud/aws/deploy/compare-templates.ts';
import { findStack } from '../../cloud/aws/deploy/deployed-stack.ts';
import { deployedTemplate } from '../../cloud/aws/deploy/deployed-template.ts';
import type { Template } from '../../cloud/aws/template/cloudformation.ts';
import { differencesText } from '../cloud/change-text.ts';
import { withAws, type AwsSession } from '../cloud/open-aws.ts';
import { stackParameters } from '../cloud/pipeline-on-aws.ts';
import { cloudTemplate } from '../compose/cloud-template.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { DiffOptions } from '../options/aws-options.ts';
import { createStyle } from '../style.ts';

/** `pm-sim cloud diff`: what a deployment would change, property by property; changes nothing. */
export async function cloudDiffCommand(
  options: DiffOptions & { readonly codeDir?: string },
  io: CliIo,
): Promise<ExitCode> {
  const { pipeline, codeDir, place, stack } = options;
  const profile = await loadRunProfile(pipeline.profile, pipeline.set, io.cwd);
  const given = codeDir === undefined ? pipeline : { ...pipeline, codeDir };
  const template = await cloudTemplate(profile, given);
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const { changes, exists } = await withAws({ place, io, signal }, (aws) =>
    compare(aws, stack, template),
  );
  if (options.json) io.stdout.write(`${JSON.stringify({ stack, exists, changes })}\n`);
  else tell({ changes, exists, stack }, io);
  return options.failOnChange && changes.length > 0 ? EXIT.gateFailed : EXIT.ok;
}

interface Comparison {
  readonly exists: boolean;
  readonly changes: readonly PropertyChange[];
}

async function compare(aws: AwsSession, name: string, template: Template): Promise<Comparison> {
  const cloudFormation = aws.client((config) => new CloudFormationClient(config));
  const sts = aws.client((config) => new STSClient(config));
  const [account, stack] = await Promise.all([callerAccount(sts), findStack(cloudFormation, name)]);
  if (stack === undefined || stack.status === 'REVIEW_IN_PROGRESS') {
    return { exists: false, changes: compareTemplates({}, { Resources: template.Resources }) };
  }
  const runId = stack.parameters.get('RunId') ?? '';
  const parameters = compareTemplates(
    { 'Values of parameters': Object.fromEntries(stack.parameters) },
    { 'Values of parameters': stackParameters(artifactBucketName(account), runId) },
  );
  const before = await deployedTemplate(cloudFormation, name);
  return { exists: true, changes: [...compareTemplates(before, { ...template }), ...parameters] };
}

function tell(
  { changes, exists, stack }: Comparison & { readonly stack: string },
  io: CliIo,
): void {
  const style = createStyle(wantsColour(io.stdout, io.env));
  if (changes.length === 0) {
    io.stdout.write(`no change: the stack ${stack} is as a deployment would make it\n`);
    return;
  }
  for (const line of differencesText(changes, style)) io.stdout.write(`${line}\n`);
  const parts = new Set(changes.map(({ part }) => part)).size;
  io.stdout.write(
    exists
      ? `${counted(changes.length, 'property', 'properties')} of ${counted(parts, 'part', 'parts')} of ${stack}\n`
      : `The stack ${stack} does not exist; it would be made with ${counted(parts, 'part', 'parts')}.\n`,
  );
}

function counted(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
