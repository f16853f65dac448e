import type { Resource, Template } from '../../../../src/cloud/aws/template/cloudformation.ts';
import { stackTemplate } from '../../../../src/cloud/aws/template/stack-template.ts';
import { pmSimStack, type PmSimStackOptions } from '../../../../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../../../../src/cloud/stack/scoring-schema.ts';
import type { Stack } from '../../../../src/cloud/stack/stack.ts';

const CODE_KEYS = {
  score: 'pm-sim/score-1.zip',
  alert: 'pm-sim/alert-2.zip',
  ingest: 'pm-sim/ingest-3.zip',
};

export function exampleStack(options: Partial<PmSimStackOptions> = {}): Stack {
  const scoring = scoringSchema.parse({ channels: [{ metric: 'gear_oil_c' }] });
  return pmSimStack({ scoring, emails: [], ...options });
}

export function templateOf(stack: Stack): Template {
  return stackTemplate(stack, { title: 'example', codeKeys: CODE_KEYS });
}

/** A resource's properties by its logical id. */
export function propertiesOf(template: Template, id: string): Resource['Properties'] | undefined {
  return template.Resources[id]?.Properties;
}
