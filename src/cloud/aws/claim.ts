import {
  AttachPolicyCommand,
  CreateProvisioningTemplateCommand,
  DescribeProvisioningTemplateCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import { isDeepStrictEqual } from 'node:util';
import { PmSimError } from '../../runtime/errors.ts';
import {
  claimPolicyDocument,
  provisioningTemplateBody,
  rotationPolicyDocument,
} from '../stack/provisioning-template.ts';
import type { AccountPlace } from './fleet-resources.ts';
import { ensurePolicy } from './fleet-resources.ts';
import { call, type IotContext } from './iot-call.ts';
import { issueIdentity, type IssuedIdentity } from './issue.ts';

export interface ClaimOptions extends IotContext {
  readonly place: AccountPlace;
  readonly template: string;
  readonly thingType: string;
  readonly thingGroup: string;
  /** Policy of the devices; exists. */
  readonly policyName: string;
  /** IAM role under which AWS IoT makes what the template describes. */
  readonly roleArn: string;
  /** Lets devices replace their certificates by the same template. */
  readonly rotation: boolean;
}

/**
 * Makes a provisioning template, unless it is there with the same body, and a certificate that may do
 * nothing but have devices provisioned by it. Works alike on AWS and on the twin.
 * @throws PmSimError `provision/template-differs`, `provision/policy-differs`
 */
export async function createClaim(options: ClaimOptions): Promise<IssuedIdentity> {
  const { place, template, rotation, policyName } = options;
  const rotationPolicy = `pm-sim-rotation-${template}`;
  if (rotation) {
    const policyDocument = rotationPolicyDocument(place, template);
    await ensurePolicy(options, { policyName: rotationPolicy, policyDocument });
  }
  const policyNames = [policyName, ...(rotation ? [rotationPolicy] : [])];
  await ensureTemplate(options, provisioningTemplateBody({ ...options, policyNames }));
  const claimPolicy = `pm-sim-claim-${template}`;
  const policyDocument = claimPolicyDocument(place, template);
  await ensurePolicy(options, { policyName: claimPolicy, policyDocument });
  const issued = await issueIdentity(options, `claim-${template}`);
  await call(options, (iot) =>
    iot.send(new AttachPolicyCommand({ policyName: claimPolicy, target: issued.arn })),
  );
  return issued;
}

async function ensureTemplate(options: ClaimOptions, templateBody: string): Promise<void> {
  const { template: templateName, roleArn: provisioningRoleArn } = options;
  const existing = await templateBodyOf(options, templateName);
  if (existing === undefined) {
    const wanted = { templateName, templateBody, provisioningRoleArn, enabled: true };
    await call(options, (iot) => iot.send(new CreateProvisioningTemplateCommand(wanted)));
  } else if (!isDeepStrictEqual(JSON.parse(existing), JSON.parse(templateBody))) {
    throw new PmSimError(
      'provision/template-differs',
      `The provisioning template ${templateName} exists with another body.`,
      { hint: 'Choose another name, or delete the existing template.' },
    );
  }
}

async function templateBodyOf(
  context: IotContext,
  templateName: string,
): Promise<string | undefined> {
  try {
    const found = await call(context, (iot) =>
      iot.send(new DescribeProvisioningTemplateCommand({ templateName })),
    );
    return found.templateBody;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
