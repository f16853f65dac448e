import { GetTemplateCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { parse } from 'yaml';

/** The template that a stack was deployed from, as it was given, in JSON or YAML. */
export async function deployedTemplate(
  cloudFormation: CloudFormationClient,
  stackName: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { TemplateBody: body = '{}' } = await cloudFormation.send(
    new GetTemplateCommand({ StackName: stackName, TemplateStage: 'Original' }),
  );
  return parse(body, { version: '1.1' }) as Readonly<Record<string, unknown>>;
}
